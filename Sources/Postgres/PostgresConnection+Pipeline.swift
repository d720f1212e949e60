import CPostgres
package import SQL

/// One statement for many lists of arguments, in libpq's pipeline mode.
extension PostgresConnection {
    /// Statements of one round trip. Both sides' buffers hold what this many send.
    private static let chunk = 256

    @discardableResult
    package func executeMany(_ sql: String, _ arguments: [[SQLValue]]) throws -> [Int] {
        try self.pipeline(sql, arguments, from: 0) { changed, result, _ in changed += Self.changedRows(result) }
    }

    package func rowsMany(_ sql: String, _ arguments: [[SQLValue]]) throws -> [[SQLRow]] {
        try self.pipeline(sql, arguments, from: []) { rows, result, statement in
            rows += try (0..<PQntuples(result)).map { try Self.row(result, $0, statement) }
        }
    }

    /// Sends the statement for each list of arguments; returns the answers in order.
    ///
    /// - Parameters:
    ///   - first: what an answer is before anything of it has come.
    ///   - take: adds a result to its statement's answer. A statement may have several: libpq keeps the single-row mode
    ///     of the statement before for the first one of a pipeline (libpq 15, `pqAppendCmdQueueEntry`).
    private func pipeline<Answer>(
        _ sql: String, _ arguments: [[SQLValue]], from first: Answer,
        _ take: (inout Answer, OpaquePointer, StatementCache.Statement) throws -> Void
    ) throws -> [Answer] {
        guard !arguments.isEmpty else { return [] }
        let statement = try self.prepared(sql)
        guard PQenterPipelineMode(self.handle) == 1 else { throw PostgresFailure.broken(self.handle) }
        defer { PQexitPipelineMode(self.handle) }
        var answers: [Answer] = []
        answers.reserveCapacity(arguments.count)
        for start in stride(from: 0, to: arguments.count, by: Self.chunk) {
            let chunk = arguments[start..<min(start + Self.chunk, arguments.count)]
            let deadline = Self.deadline(self.patience)
            for list in chunk { try self.send(statement, PostgresArguments(list)) }
            guard PQpipelineSync(self.handle) == 1 else { throw PostgresFailure.broken(self.handle) }
            try self.wire.flush(until: deadline)
            try self.takeChunk(from: first, until: deadline, &answers) { try take(&$0, $1, statement) }
        }
        return answers
    }

    /// Takes answers until the pipeline's mark.
    private func takeChunk<Answer>(
        from first: Answer, until deadline: ContinuousClock.Instant?, _ answers: inout [Answer],
        _ take: (inout Answer, OpaquePointer) throws -> Void
    ) throws {
        var answer = first
        var failure: (any Error)?
        while true {
            // An empty result ends one statement's; the mark has none after it.
            guard let result = try self.wire.result(until: deadline) else {
                answers.append(answer)
                answer = first
                continue
            }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { break }
            guard failure == nil else { continue }
            do {
                try Self.check(result, on: self.handle)
                try take(&answer, result)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
