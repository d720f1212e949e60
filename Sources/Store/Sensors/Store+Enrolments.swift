import Governance
package import Grants
import SQL
import Synchronization

extension Store {
    /// Credentials of one sensor that may be valid at once: what a lost answer and a rotation leave, and room beside.
    package static let credentialsPerSensor = 8

    /// How long the old credential lives on after a rotation: one hour, in milliseconds.
    package static let rotationOverlap: Int64 = 3_600_000

    /// The credential whose secret has this hash, valid or not; `nil` when there is none.
    package func sensorCredential(hash: [UInt8]) async throws -> SensorCredential? {
        try await self.read { try Self.credential("c.hash = ?", hash, $0) }
    }

    /// Makes a sensor known and gives it a credential, with the log's entry in the same transaction.
    ///
    /// Enrolling ends no other credential of the sensor: its id is a claim that anybody can make who holds the token.
    /// - Parameters:
    ///   - token: the enrolment token's number.
    ///   - expiresAt: the credential's end; `nil` for none.
    ///   - cap: most valid credentials of one token.
    package func enrol(
        _ install: UUIDBits, token: Int64, hash: [UInt8], expiresAt: Timestamp?, cap: Int, now: Timestamp
    ) async throws -> EnrolmentOutcome {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                let isValid = try database.value(
                    Bool.self,
                    """
                    SELECT revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) FROM enrolment_tokens
                    WHERE org_no = ? AND token_no = ?
                    """, [now.milliseconds, Store.organisation, token])
                guard isValid == true else { return .ended }
                let number = try InstallNumbers.enrolled(install, now, &memory, database)
                guard try Self.validCredentials("token_no", token, now, database) < cap,
                    try Self.validCredentials("install_no", number, now, database) < Self.credentialsPerSensor
                else { return .capReached }
                let made = try Self.insert(
                    SensorCredential(
                        number: 0, tokenNumber: token, installNumber: number, installID: install, hash: hash,
                        createdAt: now, expiresAt: expiresAt), database)
                LogWriter.append(
                    LogEntry(
                        type: "sensor.enrol", at: now, actor: Author(enrolmentToken: token).text,
                        targets: ["sensor:\(number)", "sensor_credential:\(made.number)"]),
                    &memory)
                return .made(made)
            }
        }
    }

    /// Gives the holder of a valid credential another one; the old one lives on for `rotationOverlap`, so that a lost
    /// answer can be asked for again.
    package func rotateCredential(
        _ number: Int64, hash: [UInt8], expiresAt: Timestamp?, now: Timestamp
    ) async throws -> EnrolmentOutcome {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                let known = try Self.credential("c.credential_no = ?", number, database)
                guard let old = known, old.isValid(at: now) else { return .ended }
                guard
                    try Self.validCredentials("install_no", old.installNumber, now, database)
                        < Self.credentialsPerSensor
                else { return .capReached }
                let end = now.advanced(byMilliseconds: Self.rotationOverlap)
                try database.execute(
                    "UPDATE sensor_credentials SET expires_at = ? WHERE org_no = ? AND credential_no = ?",
                    [min(old.expiresAt ?? end, end).milliseconds, Store.organisation, number])
                var new = old
                (new.hash, new.createdAt, new.expiresAt) = (hash, now, expiresAt)
                let made = try Self.insert(new, database)
                LogWriter.append(
                    LogEntry(
                        type: "sensor_credential.rotate", at: now, actor: Author(sensor: old.installNumber).text,
                        targets: ["sensor_credential:\(number)", "sensor_credential:\(made.number)"]),
                    &memory)
                return .made(made)
            }
        }
    }

    /// Which credentials an order to revoke means.
    package enum CredentialChoice: Sendable {
        case number(Int64)
        /// Every one of a sensor.
        case sensor(UUIDBits)
        /// Every one that was given for an enrolment token.
        case token(Int64)
    }

    /// Ends the valid credentials that are meant.
    ///
    /// - Returns: their numbers.
    /// - Throws: `not_found` when none fits.
    package func revokeCredentials(
        _ choice: CredentialChoice, by author: Author, now: Timestamp
    ) async throws -> [Int64] {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                let (condition, arguments) = Self.condition(of: choice)
                let found = try database.rows(
                    """
                    SELECT c.credential_no, c.install_no FROM sensor_credentials c
                    JOIN installs i ON i.org_no = c.org_no AND i.install_no = c.install_no
                    WHERE c.org_no = ? AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ?)
                        AND \(condition) ORDER BY c.credential_no
                    """, [Store.organisation, now.milliseconds] + arguments
                ).map { (number: $0[0] as Int64, install: $0[1] as Int64) }
                guard !found.isEmpty else { throw StoreError(.notFound, "no valid credential fits") }
                try database.executeMany(
                    "UPDATE sensor_credentials SET revoked_at = ? WHERE org_no = ? AND credential_no = ?",
                    found.map { [.integer(now.milliseconds), .integer(Store.organisation), .integer($0.number)] })
                for (number, install) in found {
                    LogWriter.append(
                        LogEntry(
                            type: "sensor_credential.revoke", at: now, actor: author.text,
                            targets: ["sensor_credential:\(number)", "sensor:\(install)"]),
                        &memory)
                }
                return found.map(\.number)
            }
        }
    }

    // MARK: - In the transaction

    private static func credential(
        _ condition: String, _ argument: any SQLEncodable, _ database: any SQLSession
    ) throws -> SensorCredential? {
        try database.row(
            """
            SELECT c.credential_no, c.token_no, c.install_no, i.install_high, i.install_low, c.hash, c.created_at,
                c.expires_at, c.revoked_at
            FROM sensor_credentials c JOIN installs i ON i.org_no = c.org_no AND i.install_no = c.install_no
            WHERE c.org_no = ? AND \(condition)
            """, [Store.organisation, argument]
        ).map { row in
            SensorCredential(
                number: row[0], tokenNumber: row[1], installNumber: row[2],
                installID: UUIDBits(high: UInt64(bitPattern: row[3]), low: UInt64(bitPattern: row[4])), hash: row[5],
                createdAt: Timestamp(milliseconds: row[6]),
                expiresAt: (row[7] as Int64?).map(Timestamp.init(milliseconds:)),
                revokedAt: (row[8] as Int64?).map(Timestamp.init(milliseconds:)))
        }
    }

    private static func condition(of choice: CredentialChoice) -> (sql: String, arguments: [any SQLEncodable]) {
        switch choice {
        case .number(let number): ("c.credential_no = ?", [number])
        case .sensor(let id):
            (
                "i.install_high = ? AND i.install_low = ?",
                [Int64(bitPattern: id.high), Int64(bitPattern: id.low)]
            )
        case .token(let number): ("c.token_no = ?", [number])
        }
    }

    private static func validCredentials(
        _ column: String, _ number: Int64, _ now: Timestamp, _ database: any SQLSession
    ) throws -> Int {
        try database.value(
            Int.self,
            """
            SELECT count(*) FROM sensor_credentials WHERE org_no = ? AND \(column) = ?
                AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
            """, [Store.organisation, number, now.milliseconds]) ?? 0
    }

    /// - Returns: the credential with its number; nobody else takes one before the transaction ends.
    private static func insert(
        _ credential: SensorCredential, _ database: any SQLSession
    ) throws -> SensorCredential {
        let last = try database.value(
            Int64.self, "SELECT max(credential_no) FROM sensor_credentials WHERE org_no = ?", [Store.organisation])
        var made = credential
        made.number = (last ?? 0) + 1
        try database.execute(
            """
            INSERT INTO sensor_credentials (org_no, credential_no, token_no, install_no, hash, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Store.organisation, made.number, made.tokenNumber, made.installNumber, made.hash,
                made.createdAt.milliseconds, made.expiresAt?.milliseconds,
            ])
        return made
    }
}
