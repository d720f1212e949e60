import CPostgres
package import SQL

/// One connection to a server, used by one thread alone, which it blocks.
///
/// After a throw of kind `connectionLost` or `timeout` from this side, the connection is of no more use.
package final class PostgresConnection: SQLSession {
    package let dialect = SQLDialect.postgres
    let config: PostgresConfig
    let handle: OpaquePointer
    let wire: PostgresWire
    private var statements: StatementCache
    private let notices = ServerNotices()

    /// Connects; waits as long as the connection string's `connect_timeout` says, 3 seconds by default, for each host.
    ///
    /// With the 5 seconds after which a silent server is given up, a machine that was cut off is left in less than the
    /// ten seconds in which service is to recover.
    ///
    /// - Throws: `SQLError` with `authentication`, `unknownHost`, `refused`, `readOnly`, `serverTooOld`,
    ///   `unavailable`, or `other` for a connection string that cannot be read.
    package init(_ config: PostgresConfig) throws {
        let address = try config.shownAddress()
        // What stands before `dbname` are defaults, which the connection string overrides.
        let parameters = [
            ("application_name", "gnomon"), ("target_session_attrs", "read-write"), ("connect_timeout", "3"),
            ("tcp_user_timeout", "5000"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
            ("client_encoding", "UTF8"),
            ("dbname", config.connectionString),
        ]
        let handle = CStrings.with(parameters.map(\.0)) { names in
            CStrings.with(parameters.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw PostgresFailure.refusal(handle, address: address)
        }
        self.config = config
        self.handle = handle
        self.wire = PostgresWire(handle: handle)
        self.statements = StatementCache(namesStatements: config.namesStatements)
        let version = PQserverVersion(handle)
        guard Int(version) / 10_000 >= PostgresConfig.leastVersion else {
            throw SQLError(
                .serverTooOld,
                "\(address) runs PostgreSQL \(version / 10_000); the least version is \(PostgresConfig.leastVersion)")
        }
        PQsetnonblocking(handle, 1)
        self.notices.listen(to: handle)
    }

    deinit {
        PQfinish(self.handle)
    }

    // MARK: - Transactions

    package func begin(readOnly: Bool = false) throws {
        try self.script(
            """
            BEGIN\(readOnly ? " ISOLATION LEVEL REPEATABLE READ READ ONLY" : "");
            SET LOCAL statement_timeout = \(self.config.statementTimeout);
            SET LOCAL lock_timeout = \(self.config.lockTimeout)
            """)
    }

    /// Commits. Where nobody can know whether the commit took place, that is what is thrown: `commitUnknown`. A server
    /// that gave up waiting for its standby has committed, but may lose it: that is unknown, too.
    package func commit() throws {
        // Nothing has been sent yet: there is no doubt.
        guard PQstatus(self.handle) == CONNECTION_OK else { throw PostgresFailure.broken(self.handle) }
        self.notices.doubts = 0
        let tag: String
        do {
            let limit = self.config.commitTimeout
            tag = try self.simple("COMMIT", within: limit == 0 ? nil : .milliseconds(limit))
        } catch let error as SQLError where error.kind == .timeout && error.sqlState == nil {
            throw SQLError(.commitUnknown, "the database did not answer a commit in time")
        } catch let error as SQLError where error.kind == .connectionLost {
            throw SQLError(.commitUnknown, "the connection was lost during a commit: \(error.message)")
        }
        guard self.notices.doubts == 0 else {
            throw SQLError(.commitUnknown, "the database stopped waiting for its standby during a commit")
        }
        guard tag == "COMMIT" else { throw SQLError(.other, "the transaction had failed and was rolled back") }
    }

    /// Undoes the transaction, if there is one.
    package func rollback() throws {
        try self.script("ROLLBACK")
    }

    /// Whether the connection can begin a transaction.
    package var isIdle: Bool {
        PQstatus(self.handle) == CONNECTION_OK && PQtransactionStatus(self.handle) == PQTRANS_IDLE
    }

    /// Whether the connection can begin a transaction and, as far as what has arrived tells, was not closed from the
    /// other side. Sends nothing and does not wait.
    package var isUsable: Bool {
        // A server that closes a connection leaves its reason first and then an end, which may come later.
        while self.isIdle, self.wire.hasInput {
            guard PQconsumeInput(self.handle) == 1 else { return false }
            PQisBusy(self.handle)
        }
        return self.isIdle && !self.notices.isEnding
    }

    // MARK: - Statements

    package func script(_ sql: String) throws {
        _ = try self.simple(sql, within: self.patience)
    }

    @discardableResult
    package func execute(_ sql: String, _ arguments: [any SQLEncodable]) throws -> Int {
        let statement = try self.prepared(sql)
        try self.send(statement, PostgresArguments(arguments.lazy.map(\.sqlValue)))
        var changed = 0
        try self.finish(statement) { changed += Self.changedRows($0) }
        return changed
    }

    package func forEachRow(
        _ sql: String, _ arguments: [any SQLEncodable], _ body: (SQLRow) throws -> Void
    ) throws {
        let statement = try self.prepared(sql)
        try self.send(statement, PostgresArguments(arguments.lazy.map(\.sqlValue)))
        PQsetSingleRowMode(self.handle)
        try self.finish(statement) { result in
            for row in 0..<PQntuples(result) { try body(Self.row(result, row, statement)) }
        }
    }

    // MARK: - Round trips

    /// How long an answer may take, `nil` for no limit: the server ends a statement of ours before that.
    var patience: Duration? {
        self.config.statementTimeout == 0 ? nil : .milliseconds(self.config.statementTimeout + self.config.grace)
    }

    static func deadline(_ patience: Duration?) -> ContinuousClock.Instant? {
        patience.map { ContinuousClock.now + $0 }
    }

    /// Runs statements without arguments; returns the last one's command tag.
    private func simple(_ sql: String, within patience: Duration?) throws -> String {
        let deadline = Self.deadline(patience)
        guard PQsendQuery(self.handle, sql) == 1 else { throw PostgresFailure.broken(self.handle) }
        try self.wire.flush(until: deadline)
        var tag = ""
        var failure: SQLError?
        while let result = try self.wire.result(until: deadline) {
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_FATAL_ERROR {
                failure = failure ?? PostgresFailure.error(result, on: self.handle)
            } else if let text = PQcmdStatus(result) {
                tag = String(cString: text)
            }
        }
        if let failure { throw failure }
        return tag
    }

    func prepared(_ sql: String) throws -> StatementCache.Statement {
        if let known = self.statements[sql] { return known }
        if self.statements.isFull {
            try self.script("DEALLOCATE ALL")
            self.statements.removeAll()
        }
        let statement = self.statements.add(sql)
        guard let name = statement.name else { return statement }
        guard PQsendPrepare(self.handle, name, statement.text, 0, nil) == 1 else {
            throw PostgresFailure.broken(self.handle)
        }
        do {
            try self.finish(statement) { _ in }
        } catch {
            self.statements.remove(sql)
            throw error
        }
        return statement
    }

    func send(_ statement: StatementCache.Statement, _ arguments: PostgresArguments) throws {
        let sent = arguments.withPointers { count, values, lengths, formats in
            if let name = statement.name {
                PQsendQueryPrepared(self.handle, name, count, values, lengths, formats, 1)
            } else {
                PQsendQueryParams(self.handle, statement.text, count, nil, values, lengths, formats, 1)
            }
        }
        guard sent == 1 else { throw PostgresFailure.broken(self.handle) }
    }

    /// Takes all results of one statement. After a failure the rest is read and dropped, so that the connection can go
    /// on.
    private func finish(_ statement: StatementCache.Statement, _ take: (OpaquePointer) throws -> Void) throws {
        let deadline = Self.deadline(self.patience)
        try self.wire.flush(until: deadline)
        var failure: (any Error)?
        while let result = try self.wire.result(until: deadline) {
            defer { PQclear(result) }
            guard failure == nil else { continue }
            do {
                try Self.check(result, on: self.handle)
                try take(result)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    // MARK: - Results

    static func check(_ result: OpaquePointer, on handle: OpaquePointer) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: return
        default: throw PostgresFailure.error(result, on: handle)
        }
    }

    static func changedRows(_ result: OpaquePointer) -> Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    static func row(
        _ result: OpaquePointer, _ row: CInt, _ statement: StatementCache.Statement
    ) throws -> SQLRow {
        let columns = statement.columns(of: result)
        return SQLRow(
            columns, try (0..<CInt(columns.names.count)).map { try PostgresColumn.value(result, row, $0) })
    }
}
