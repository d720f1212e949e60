import Foundation
package import Governance
import Grants
import SQL

extension Store {
    /// The chain's present end.
    package func logHead() async throws -> LogChain {
        try await self.read { try LogWriter.head($0) }
    }

    /// Walks the log of a database, opened read-only beside a running server.
    ///
    /// - Returns: what is wrong, and how many entries there are.
    package static func verifyLog(
        at location: StoreLocation, checkpoints: [LogCheckpoint]
    ) throws -> (faults: [LogVerifier.Fault], count: Int64) {
        try location.readOnly { database in
            var verifier = LogVerifier(organisation: Store.organisation, checkpoints: checkpoints)
            try self.walkLog(database) { verifier.check($0) }
            return (verifier.finish(), verifier.count)
        }
    }

    /// Hands out the log's entries, the oldest first.
    static func walkLog(_ database: any SQLSession, _ take: (SealedLogEntry) -> Void) throws {
        try database.forEachRow(
            "SELECT seq, type, at, bytes, hash FROM log WHERE org_no = ? ORDER BY seq", [Store.organisation]
        ) { row in
            take(
                SealedLogEntry(
                    sequence: row[0], type: row[1], at: Timestamp(milliseconds: row[2]), bytes: row[3],
                    hash: row[4]))
        }
    }
}
