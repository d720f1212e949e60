import Foundation
import GRDB
package import Governance
import Grants

extension Store {
    /// The chain's present end.
    package func logHead() async throws -> LogChain {
        try await self.read { try LogWriter.head($0) }
    }

    /// Walks the log of a database file, opened read-only beside a running server.
    ///
    /// - Returns: what is wrong, and how many entries there are.
    package static func verifyLog(
        at location: StoreLocation, checkpoints: [LogCheckpoint]
    ) throws -> (faults: [LogVerifier.Fault], count: Int64) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(path: location.path, configuration: configuration)
            return try queue.read { database in
                var verifier = LogVerifier(organisation: Store.organisation, checkpoints: checkpoints)
                let rows = try Row.fetchCursor(
                    database, sql: "SELECT seq, type, at, bytes, hash FROM log WHERE org_no = ? ORDER BY seq",
                    arguments: [Store.organisation])
                while let row = try rows.next() {
                    verifier.check(
                        SealedLogEntry(
                            sequence: row[0], type: row[1], at: Timestamp(milliseconds: row[2]),
                            bytes: Array(row[3] as Data), hash: Array(row[4] as Data)))
                }
                return (verifier.finish(), verifier.count)
            }
        } catch let error as DatabaseError {
            throw StoreError(.unavailable, "\(location.path): \(error.message ?? "unreadable")")
        }
    }
}
