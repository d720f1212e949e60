import Grants
import SQL
import Store
import StoreTesting
import Testing

@Suite("Filters by a part of a text", .eachEngine)
struct TextFilterTests {
    @Test(
        "ignore letter case in every script",
        arguments: [
            ("ÉCLAIR Études", "éclair"), ("ÉCLAIR Études", "CLAIR É"), ("ÉCLAIR Études", "études"),
            ("Ärzte-KI", "ÄRZTE"), ("ПОМОЩНИК ИИ", "помощник"), ("Помощник ИИ", "ИИ"), ("ΒΟΗΘΟΣ", "βοηθ"),
            ("Notes AI", "notes ai"), ("notes ai", "NOTES"), ("Ｆｕｌｌ", "ｆＵＬＬ"),
            // Composed in the one, a letter and an accent in the other.
            ("Caf\u{E9}", "cafe\u{301}"), ("Cafe\u{301}", "CAF\u{C9}"),
        ])
    func found(name: String, asked: String) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try world.rename(name)

            #expect(try await world.store.apps(ListRequest(filters: ["name": [asked]])).rows.map(\.name) == [name])
            #expect(try await world.store.findings(ListRequest(filters: ["client": [asked]])).rows.count == 1)
            #expect(try await world.store.grants(ListRequest(filters: ["client": ["zzz", asked]])).rows.count == 1)
        }
    }

    @Test(
        "find no other letter, and take wildcards for what they are",
        arguments: ["eclair", "é_lair", "é%", "éclairs", "\\"])
    func notFound(asked: String) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try world.rename("ÉCLAIR")

            #expect(try await world.store.apps(ListRequest(filters: ["name": [asked]])).rows.isEmpty)
        }
    }

    @Test("find a scope by a part of its address", arguments: ["https://www.googleapis.com/auth/gmail", "GMAIL.Read"])
    func scope(asked: String) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))

            #expect(try await world.store.grants(ListRequest(filters: ["scope": [asked]])).rows.count == 1)
        }
    }
}

extension World {
    /// Gives the client app another name.
    fileprivate func rename(_ name: String) throws {
        try self.raw { database in
            try database.execute("UPDATE apps SET name = ? WHERE role = 'client'", [name])
        }
    }
}
