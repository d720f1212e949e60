import Foundation
import Governance
package import Grants
import SQL
import Synchronization

extension Store {
    package func apiTokens() async throws -> [APIToken] {
        try await self.read { database in
            try database.rows(
                """
                SELECT t.token_no, t.person_no, coalesce(p.address, 'erased'), t.name, t.roles, t.hash,
                    t.created_at, t.expires_at, t.revoked_at
                FROM api_tokens t JOIN people p ON p.org_no = t.org_no AND p.person_no = t.person_no
                WHERE t.org_no = ? ORDER BY t.token_no
                """, [Store.organisation]
            ).map { row in
                APIToken(
                    number: row[0], personNumber: row[1], personName: row[2], name: row[3],
                    roles: (row[4] as String).split(separator: " ").map(String.init),
                    hash: row[5], createdAt: Timestamp(milliseconds: row[6]),
                    expiresAt: (row[7] as Int64?).map(Timestamp.init(milliseconds:)),
                    revokedAt: (row[8] as Int64?).map(Timestamp.init(milliseconds:)))
            }
        }
    }

    /// Adds a token for a named person or service, who is made known when new.
    package func createAPIToken(
        person: String, isService: Bool, name: String, roles: [String], hash: [UInt8], expiresAt: Timestamp?,
        by author: Author, now: Timestamp
    ) async throws -> Int64 {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database) { memory in
                let personNumber = try PersonRow(
                    key: "operator:\(person.lowercased())", kind: isService ? .service : .operator, address: person,
                    domain: nil, isManaged: true
                ).number(now, &memory, database)
                let number = try memory.number(in: .apiTokens, database)
                try database.execute(
                    """
                    INSERT INTO api_tokens
                        (org_no, token_no, person_no, name, roles, hash, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        Store.organisation, number, personNumber, name, roles.joined(separator: " "), hash,
                        now.milliseconds, expiresAt?.milliseconds,
                    ])
                LogWriter.append(
                    LogEntry(
                        type: "api_token.create", at: now, actor: author.text,
                        targets: ["api_token:\(number)", "person:\(personNumber)"],
                        facts: ["roles": .array(roles.map { .string($0) })]),
                    &memory)
                return number
            }
        }
    }

    /// The role without which nobody can make or end tokens.
    package static let tokenManager = "admin"

    /// Ends a token.
    ///
    /// - Throws: `not_found`; `conflict` when it was revoked, or when no valid token would be left that may make
    ///   another one.
    package func revokeAPIToken(number: Int64, by author: Author, now: Timestamp) async throws {
        let session = self.session
        try await self.lane.perform { database in
            try session.change(database) { memory in
                let isValid = try database.value(
                    Bool.self, "SELECT revoked_at IS NULL FROM api_tokens WHERE org_no = ? AND token_no = ?",
                    [Store.organisation, number])
                guard let isValid else { throw StoreError(.notFound, "no API token has this number") }
                guard isValid else { throw StoreError(.conflict, "the token is revoked already") }
                let managers = try database.rows(
                    """
                    SELECT token_no, roles FROM api_tokens
                    WHERE org_no = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
                    """, [Store.organisation, now.milliseconds]
                ).filter { ($0[1] as String).split(separator: " ").contains(Self.tokenManager[...]) }
                guard managers.map({ $0[0] as Int64 }) != [number] else {
                    throw StoreError(
                        .conflict,
                        "it is the last valid token with the role \(Self.tokenManager); create another one first")
                }
                try Self.revoke(number, in: "api_tokens", "api_token", author, now, &memory, database)
            }
        }
    }
}
