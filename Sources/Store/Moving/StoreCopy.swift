import Cryptography
import Governance
import Grants
import SQL

/// Moves a store to another database: every row, compared at the end. Either database may be of either kind.
///
/// The target says how far it is, in the same transaction as the rows, so a copy that was interrupted can go on. It
/// blocks its thread; memory does not grow with the number of rows.
package struct StoreCopy {
    /// How far it is.
    package struct Progress: Sendable {
        package enum Step: String, Sendable {
            case copying, verifying
        }

        package var step: Step
        package var table: String
        /// Rows that were copied or compared.
        package var done: Int
        /// Rows to copy and to compare.
        package var total: Int
    }

    /// One table as both databases hold it now.
    package struct CopiedTable: Sendable, Equatable {
        package var name: String
        package var rows: Int
        /// SHA-256 over the rows as text in order of their key, hexadecimal.
        package var digest: String
    }

    private let source: StoreLocation
    private let target: StoreLocation
    private let resumes: Bool
    private let progress: (Progress) throws -> Void

    /// Rows that are handled at once, and bytes of their text.
    private static let chunk = (rows: 1_000, bytes: 256 * 1024)
    /// Rows that are committed at once, and bytes of their text.
    private let batch: (rows: Int, bytes: Int)

    /// - Parameters:
    ///   - resumes: whether to go on with what an interrupted copy of the same source has left in the target.
    ///   - rowsPerCommit: rows after which the target commits.
    ///   - progress: called after each commit and while comparing; what it throws interrupts the copy.
    package init(
        from source: StoreLocation, to target: StoreLocation, resumes: Bool = false, rowsPerCommit: Int = 20_000,
        progress: @escaping (Progress) throws -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        self.resumes = resumes
        self.batch = (rowsPerCommit, 16 * 1024 * 1024)
        self.progress = progress
    }

    /// - Returns: the tables, all of which were compared.
    /// - Throws: `StoreError`: `store_locked` when a server uses either database; `conflict` when the target holds
    ///   data, or an unfinished copy that is not to be, or cannot be, resumed, or when the two differ in the end;
    ///   `store_unavailable`, `store_newer_schema`. What `progress` throws.
    package func run() throws -> [CopiedTable] {
        do {
            return try CopySource.read(self.source) { source in
                let target: any CopyTarget =
                    switch self.target {
                    case .sqlite(let path): try SQLiteCopyTarget(path: path)
                    case .postgres(let text): try PostgresCopyTarget(text)
                    }
                var copying = try Copying(
                    source: source, target: target, state: self.begin(source, target), progress: self.progress)
                let chunk = (rows: min(Self.chunk.rows, self.batch.rows), bytes: Self.chunk.bytes)
                return try copying.run(chunk: chunk, batch: self.batch)
            }
        } catch let error as SQLError {
            throw StoreError(error)
        }
    }

    // MARK: - Beginning

    /// Finds out where to begin, and says so in the target.
    private func begin(_ source: any SQLSession, _ target: any CopyTarget) throws -> CopyState {
        let fingerprint = try CopySource.fingerprint(source)
        let address = try self.target.shownAddress()
        let (known, filled) = try target.read { (try CopyState.read($0), try Self.filledTables($0)) }
        if let known, !known.isFinished {
            guard self.resumes else {
                throw StoreError(
                    .conflict, "\(address) holds an unfinished copy; go on with it by --resume, or name an empty one")
            }
            guard known.source == fingerprint else {
                throw StoreError(
                    .conflict,
                    "\(address) holds an unfinished copy of another store, or the source has changed since; "
                        + "name an empty one")
            }
            return known
        }
        if let known, known.source == fingerprint, self.resumes {
            throw StoreError(.conflict, "\(address) holds data: the copy of this store, which was finished")
        }
        guard filled.isEmpty else {
            throw StoreError(.conflict, "\(address) holds data (\(filled.joined(separator: ", "))); name an empty one")
        }
        let organisations = StoredTable.all[0]
        let state = CopyState(source: fingerprint, table: organisations.name, rows: try organisations.count(source))
        let rows = try organisations.contents(source)
        try target.transaction { database in
            // The schema brings a row of its own.
            try database.executeMany(
                """
                \(organisations.insertion)
                ON CONFLICT (org_no) DO UPDATE SET
                    \(organisations.columnNames.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                """, rows)
            try state.write(database)
        }
        return state
    }

    private static func filledTables(_ database: any SQLSession) throws -> [String] {
        try StoredTable.all.dropFirst().map(\.name).filter { name in
            try database.row("SELECT 1 FROM \(name) LIMIT 1") != nil
        }
    }
}
