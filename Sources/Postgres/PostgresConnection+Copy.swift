import CPostgres
import SQL

/// Filling a table by `COPY`, several times as fast as by statements.
///
/// From `beginCopy` to `endCopy` the connection takes nothing else. The server reads while the caller makes the next
/// lines; what it does not take at once waits in the socket, not in memory.
extension PostgresConnection {
    package func beginCopy(into table: String, columns: [String]) throws {
        let deadline = Self.deadline(self.patience)
        let sql = "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN"
        guard PQsendQuery(self.handle, sql) == 1 else { throw PostgresFailure.broken(self.handle) }
        try self.wire.flush(until: deadline)
        guard let result = try self.wire.result(until: deadline) else { throw PostgresFailure.broken(self.handle) }
        defer { PQclear(result) }
        guard PQresultStatus(result) != PGRES_COPY_IN else { return }
        let failure = PostgresFailure.error(result, on: self.handle)
        // What follows a failure is its end.
        while let rest = try self.wire.result(until: deadline) { PQclear(rest) }
        throw failure
    }

    /// Sends rows, as `CopyText` makes them. What is wrong with them shows at the end.
    package func putCopy(_ lines: [UInt8]) throws {
        let deadline = Self.deadline(self.patience)
        while true {
            let outcome = lines.withUnsafeBytes { bytes in
                PQputCopyData(self.handle, bytes.bindMemory(to: CChar.self).baseAddress, CInt(bytes.count))
            }
            guard outcome >= 0 else { throw PostgresFailure.broken(self.handle) }
            try self.wire.flush(until: deadline)
            if outcome == 1 { return }
        }
    }

    /// Returns when the server has every row: how many it took.
    @discardableResult
    package func endCopy() throws -> Int {
        let deadline = Self.deadline(self.patience)
        while true {
            let outcome = PQputCopyEnd(self.handle, nil)
            guard outcome >= 0 else { throw PostgresFailure.broken(self.handle) }
            try self.wire.flush(until: deadline)
            if outcome == 1 { break }
        }
        var count = 0
        var failure: SQLError?
        while let result = try self.wire.result(until: deadline) {
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_COMMAND_OK {
                count = Self.changedRows(result)
            } else {
                failure = failure ?? PostgresFailure.error(result, on: self.handle)
            }
        }
        if let failure { throw failure }
        return count
    }
}
