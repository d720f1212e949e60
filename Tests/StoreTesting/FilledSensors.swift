import Cryptography
import Grants
import SQL

/// The part of `FilledStore` that sensors and the plugin's list have.
enum FilledSensors {
    typealias Insertion = (any SQLSession, String, String, [[SQLValue]]) throws -> Void

    static func fill(_ database: any SQLSession, _ insert: Insertion) throws {
        let start = SQLValue.integer(World.start.milliseconds)
        let later = SQLValue.integer(World.start.milliseconds + 1)
        try database.script("UPDATE installs SET heard = 0 WHERE install_no = 2")
        try database.execute(
            "UPDATE installs SET plugin_version = '1.0', browser = ?, os = 'linux' WHERE install_no = 1",
            ["Chröme \"156\""])
        try insert(
            database, "sensor_credentials",
            "credential_no, token_no, install_no, hash, created_at, expires_at, revoked_at",
            (1...3).map { number in
                [
                    .integer(Int64(number)), 1, 3, .bytes(SHA256.hash(Array("credential \(number)".utf8))), start,
                    number == 1 ? later : nil, number == 2 ? later : nil,
                ]
            })
        try insert(
            database, "grant_coaching", "grant_no, at, shown, choice, reason",
            [[2, start, 1, "continue", "für \"Freitag\" 𝄞"], [1, start, 0, "none", nil]])
        try insert(
            database, "plugin_policy_entries",
            "entry_no, provider_id, client_id, state, reason, alternative_name, alternative_url, created_at, "
                + "created_by, removed_at, removed_by",
            [
                [1, "google", "client-1", "blocked", "because", "Ours", "https://a.example", start, 1, later, 1],
                [2, "google", "client-1", "unreviewed", "näher", nil, nil, later, 1, nil, nil],
            ])
        try insert(
            database, "plugin_policy_messages", "message_no, text, created_at, created_by",
            [[1, "Ask IT\tfirst", start, 1]])
    }
}
