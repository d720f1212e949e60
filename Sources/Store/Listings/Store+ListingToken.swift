package import Grants
import SQL

extension Store {
    /// The number that stands for connectors where a report names the token that brought it. Nobody can send by it:
    /// it is revoked, and its hash belongs to no secret.
    package func listingToken(now: Timestamp) async throws -> Int64 {
        let find = { @Sendable (database: any SQLSession) throws -> Int64? in
            try database.value(
                Int64.self, "SELECT token_no FROM enrolment_tokens WHERE org_no = ? AND name = ? AND hash = ?",
                [Store.organisation, Self.listingTokenName, Self.noHash])
        }
        if let known = try await self.read(find) { return known }
        return try await self.decideQuietly { memory, database in
            if let known = try find(database) { return known }
            let number = try memory.number(in: .enrolmentTokens, database)
            try database.execute(
                """
                INSERT INTO enrolment_tokens (org_no, token_no, name, hash, created_at, revoked_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    Store.organisation, number, Self.listingTokenName, Self.noHash, now.milliseconds,
                    now.milliseconds,
                ])
            return number
        }
    }

    static let listingTokenName = "connector listings"
    /// No SHA-256 of anything that is known.
    private static let noHash = [UInt8](repeating: 0, count: 32)
}
