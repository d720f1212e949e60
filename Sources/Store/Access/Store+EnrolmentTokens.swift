import Foundation
import Governance
package import Grants
import SQL
import Synchronization

extension Store {
    /// Tokens of one name that may be valid at once, so that a rotation needs no pause.
    package static let validTokensPerName = 2

    package func enrolmentTokens() async throws -> [EnrolmentToken] {
        try await self.read { database in
            try database.rows(
                """
                SELECT token_no, name, hash, created_at, expires_at, revoked_at,
                    EXISTS (SELECT 1 FROM sensor_credentials c WHERE c.org_no = t.org_no AND c.token_no = t.token_no)
                FROM enrolment_tokens t WHERE org_no = ? ORDER BY token_no
                """, [Store.organisation]
            ).map { row in
                EnrolmentToken(
                    number: row[0], name: row[1], hash: row[2],
                    createdAt: Timestamp(milliseconds: row[3]),
                    expiresAt: (row[4] as Int64?).map(Timestamp.init(milliseconds:)),
                    revokedAt: (row[5] as Int64?).map(Timestamp.init(milliseconds:)), hasEnrolled: row[6])
            }
        }
    }

    /// Adds a token under a new name.
    /// - Throws: `conflict` when a valid token of that name exists; rotate it instead.
    package func createEnrolmentToken(
        name: String, hash: [UInt8], expiresAt: Timestamp?, by author: Author, now: Timestamp
    ) async throws -> Int64 {
        try await self.addEnrolmentToken(name: name, hash: hash, expiresAt, author, now) { valid, _ in
            guard valid.isEmpty else {
                throw StoreError(.conflict, "an enrolment token of this name is valid; rotate it or revoke it first")
            }
        }
    }

    /// Adds a second token under a name and revokes all but the newest older one.
    /// - Throws: `not_found` when no valid token has the name.
    package func rotateEnrolmentToken(
        name: String, hash: [UInt8], expiresAt: Timestamp?, by author: Author, now: Timestamp
    ) async throws -> Int64 {
        try await self.addEnrolmentToken(name: name, hash: hash, expiresAt, author, now) { valid, revoke in
            guard !valid.isEmpty else { throw StoreError(.notFound, "no valid enrolment token has this name") }
            for number in valid.dropLast(Self.validTokensPerName - 1) { try revoke(number) }
        }
    }

    /// Ends every valid token of a name, or the one with this number.
    /// - Returns: the numbers of those that were ended.
    package func revokeEnrolmentTokens(
        name: String? = nil, number: Int64? = nil, by author: Author, now: Timestamp
    ) async throws -> [Int64] {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                let numbers = try database.column(
                    Int64.self,
                    """
                    SELECT token_no FROM enrolment_tokens
                    WHERE org_no = ? AND revoked_at IS NULL AND (name = ? OR token_no = ?) ORDER BY token_no
                    """, [Store.organisation, name, number])
                guard !numbers.isEmpty else { throw StoreError(.notFound, "no valid enrolment token fits") }
                for number in numbers {
                    try Self.revoke(number, in: "enrolment_tokens", "enrolment_token", author, now, &memory, database)
                }
                return numbers
            }
        }
    }

    private func addEnrolmentToken(
        name: String, hash: [UInt8], _ expiresAt: Timestamp?, _ author: Author, _ now: Timestamp,
        prepare: @escaping @Sendable ([Int64], (Int64) throws -> Void) throws -> Void
    ) async throws -> Int64 {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                let valid = try database.column(
                    Int64.self,
                    """
                    SELECT token_no FROM enrolment_tokens WHERE org_no = ? AND name = ? AND revoked_at IS NULL
                        AND (expires_at IS NULL OR expires_at > ?) ORDER BY token_no
                    """, [Store.organisation, name, now.milliseconds])
                try prepare(valid) { number in
                    try Self.revoke(number, in: "enrolment_tokens", "enrolment_token", author, now, &memory, database)
                }
                let number = try memory.number(in: .enrolmentTokens, database)
                try database.execute(
                    """
                    INSERT INTO enrolment_tokens (org_no, token_no, name, hash, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        Store.organisation, number, name, hash, now.milliseconds, expiresAt?.milliseconds,
                    ])
                LogWriter.append(
                    LogEntry(
                        type: valid.isEmpty ? "enrolment_token.create" : "enrolment_token.rotate", at: now,
                        actor: author.text, targets: ["enrolment_token:\(number)"]),
                    &memory)
                return number
            }
        }
    }

    static func revoke(
        _ number: Int64, in table: String, _ noun: String, _ author: Author, _ now: Timestamp,
        _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        try database.execute(
            "UPDATE \(table) SET revoked_at = ? WHERE org_no = ? AND token_no = ?",
            [now.milliseconds, Store.organisation, number])
        LogWriter.append(
            LogEntry(type: "\(noun).revoke", at: now, actor: author.text, targets: ["\(noun):\(number)"]),
            &memory)
    }
}
