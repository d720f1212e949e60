import Cryptography
import Governance
import Grants
import SQL

/// One run of a copy, from where the target says it is.
struct Copying {
    private let source: any SQLSession
    private let target: any CopyTarget
    private var state: CopyState
    private let report: (StoreCopy.Progress) throws -> Void
    private var progress = StoreCopy.Progress(step: .copying, table: "", done: 0, total: 0)

    init(
        source: any SQLSession, target: any CopyTarget, state: CopyState,
        progress: @escaping (StoreCopy.Progress) throws -> Void
    ) {
        self.source = source
        self.target = target
        self.state = state
        self.report = progress
    }

    mutating func run(
        chunk: (rows: Int, bytes: Int), batch: (rows: Int, bytes: Int)
    ) throws -> [StoreCopy.CopiedTable] {
        self.progress.total = try StoredTable.all.reduce(0) { $0 + 2 * (try $1.count(self.source)) }
        try self.target.setChecksAside()
        var copied: [StoreCopy.CopiedTable] = []
        for table in StoredTable.all { copied.append(try self.copy(table, chunk, batch)) }
        self.progress.step = .verifying
        for table in copied { try self.verify(table) }
        try self.finish()
        return copied
    }

    // MARK: - Rows

    /// Copies what the target lacks of a table, and hashes all of it.
    private mutating func copy(
        _ table: StoredTable, _ chunk: (rows: Int, bytes: Int), _ batch: (rows: Int, bytes: Int)
    ) throws -> StoreCopy.CopiedTable {
        let digest = SHA256Stream()
        var held = self.heldRows(of: table)
        var (count, rows, added) = (0, CopyRows(), (rows: 0, bytes: 0))
        self.progress.table = table.name
        try table.forEachRow(self.source) { row in
            try rows.append(row)
            count += 1
            guard rows.values.count >= chunk.rows || rows.lines.count >= chunk.bytes || count == held else { return }
            digest.add(rows.lines)
            self.progress.done += rows.values.count
            if count > held {
                try self.target.add(rows, to: table)
                added = (added.rows + rows.values.count, added.bytes + rows.lines.count)
            }
            rows.removeAll()
            guard added.rows >= batch.rows || added.bytes >= batch.bytes else { return }
            try self.commit(table, rows: count)
            (held, added) = (count, (0, 0))
        }
        digest.add(rows.lines)
        self.progress.done += rows.values.count
        if count > held {
            try self.target.add(rows, to: table)
            try self.commit(table, rows: count)
        }
        return StoreCopy.CopiedTable(name: table.name, rows: count, digest: digest.finish().hexadecimal)
    }

    /// Rows of a table that the target has, the first in order of the key.
    private func heldRows(of table: StoredTable) -> Int {
        let names = StoredTable.all.map(\.name)
        guard let place = names.firstIndex(of: table.name), let reached = names.firstIndex(of: self.state.table) else {
            return 0
        }
        return place < reached ? .max : place == reached ? self.state.rows : 0
    }

    private mutating func commit(_ table: StoredTable, rows: Int) throws {
        self.state.table = table.name
        self.state.rows = rows
        try self.target.commit(self.state.write)
        try self.report(self.progress)
    }

    // MARK: - Proof

    /// Compares a table of the target with what was read from the source, and walks the log's chain.
    private mutating func verify(_ copied: StoreCopy.CopiedTable) throws {
        guard let table = StoredTable.all.first(where: { $0.name == copied.name }) else { return }
        self.progress.table = table.name
        let digest = SHA256Stream()
        var (count, rows) = (0, CopyRows())
        try self.target.read { database in
            try table.forEachRow(database) { row in
                try rows.append(row)
                guard rows.values.count == 1_000 else { return }
                digest.add(rows.lines)
                count += rows.values.count
                self.progress.done += rows.values.count
                rows.removeAll()
                if count.isMultiple(of: 20_000) { try self.report(self.progress) }
            }
        }
        digest.add(rows.lines)
        count += rows.values.count
        self.progress.done += rows.values.count
        try self.report(self.progress)
        guard count == copied.rows else {
            throw Self.difference("\(table.name) has \(count) rows, the source \(copied.rows)")
        }
        guard digest.finish().hexadecimal == copied.digest else {
            throw Self.difference("\(table.name) has other rows than the source")
        }
    }

    private static func difference(_ text: String) -> StoreError {
        StoreError(.conflict, "the copy is not the source: \(text); begin anew with an empty database")
    }

    /// Proves the log, lets new numbers begin behind those in use, and says that the copy is whole.
    private mutating func finish() throws {
        var verifier = LogVerifier(organisation: Store.organisation, checkpoints: [])
        try self.target.read { database in try Store.walkLog(database) { verifier.check($0) } }
        if let fault = verifier.finish().first {
            throw StoreError(.conflict, "the copy's log is not sound, nor is the source's: \(fault.text)")
        }
        self.state.isFinished = true
        try self.target.transaction { database in
            try self.target.restoreChecks(database)
            for table in NumberedTable.allCases { try table.skipUsedNumbers(database) }
            try self.state.write(database)
        }
    }
}
