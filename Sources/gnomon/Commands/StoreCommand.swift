import ArgumentParser
import Store

struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "The database itself: check it, back it up, move it.",
        subcommands: [Check.self, Backup.self, Copy.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that a store is sound, also beside a running server.",
            discussion: """
                Reads one moment of the whole database and writes nothing. Each line names an invariant: that every \
                event received was stored, a duplicate, rejected, set aside or still waits; that every row a row names \
                is there; that counts are those of the rows; that the log's chain holds. What a cut tail of the log \
                would hide is found by gnomon log verify, which knows the signed checkpoints. \
                Exit 0: sound; 1: not, or it cannot be read.
                """)

        @OptionGroup var place: StoreOptions
        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let report = try StoreCommand.answer { try Store.check(at: self.place.location()) }
            if self.json {
                try Output.json(SoundnessBody(report))
            } else {
                Table<SoundnessReport.Verdict>(columns: [
                    .init(title: "INVARIANT", value: { $0.name }),
                    .init(
                        title: "STATE", value: { $0.isSound ? "sound" : "broken" },
                        colour: { $0.isSound ? nil : "31" }),
                    .init(title: "BREACHES", value: { String($0.breaches) }, isNumber: true),
                    .init(
                        title: "WHAT", value: { $0.isSound ? $0.meaning : $0.examples.joined(separator: "; ") },
                        mayShrink: true),
                ]).print(report.verdicts)
            }
            guard report.isSound else {
                throw CommandFailure(.failed, "the store is not sound: \(report.broken.joined(separator: ", "))")
            }
            Output.note("The store is sound: \(report.verdicts.count) invariants hold.")
        }
    }

    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a SQLite store to a file, also beside a running server, and check the copy.",
            discussion: """
                The file is one moment of the store, readable to its owner alone; nothing that exists is overwritten. \
                To restore, stop the server and start it with --store sqlite:FILE, or put the file in the place of the \
                old one and delete the files with -wal and -shm that lie beside that. Back the state directory up as \
                well: it holds the key and the checkpoints that prove the log. For PostgreSQL use pg_dump or \
                pg_basebackup. Exit 0: done and sound; 1: the copy is there, but not sound; 6: refused.
                """)

        @OptionGroup var place: StoreOptions
        @Option(help: "The file to make.")
        var to: String

        func validate() throws {
            guard case .sqlite = try self.place.location() else {
                throw ValidationError(
                    "PostgreSQL has its own tools for this: pg_dump for one database, pg_basebackup for a server.")
            }
        }

        func run() throws {
            guard case .sqlite(let path) = try self.place.location() else { return }
            let report = try StoreCommand.answer { try Store.backUp(sqlite: path, to: self.to) }
            guard report.isSound else {
                throw CommandFailure(
                    .failed,
                    "\(self.to) is a copy of a store that is not sound: \(report.broken.joined(separator: ", "))")
            }
            Output.note("\(self.to) is a sound copy: \(report.verdicts.count) invariants hold.")
        }
    }

    struct Copy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move a store to another database: from SQLite to PostgreSQL or back.",
            discussion: """
                Stop the servers first: a source that is being served is refused. The target must be empty: a file \
                that does not exist yet, or a database made by createdb; its tables are made. Rows are committed some \
                thousands at a time, and when all are there both sides are compared by count and SHA-256 and the log's \
                chain is walked. A copy that was interrupted is finished by the same command with --resume, as long as \
                the source has not changed; until then gnomon serve refuses the target. The source stays as it is. \
                Prints each table with its rows and digest. Exit 0: whole and proven; 1: failed; 6: refused.
                """)

        @Option(help: "The store to copy: sqlite:PATH or postgresql://….")
        var from: String
        @Option(help: "The empty database to fill: sqlite:PATH or postgresql://….")
        var to: String
        @Flag(help: "Go on with a copy that was interrupted.")
        var resume = false
        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let copy = StoreCopy(
                from: try StoreOptions.location(self.from, option: "--from"),
                to: try StoreOptions.location(self.to, option: "--to"), resumes: self.resume
            ) { progress in
                ProgressBar().show(progress.done, of: progress.total, "\(progress.step.rawValue) \(progress.table)")
            }
            let tables = try StoreCommand.answer { try copy.run() }
            if self.json {
                try Output.json(tables.map(CopiedTableBody.init))
            } else {
                Table<StoreCopy.CopiedTable>(columns: [
                    .init(title: "TABLE", value: { $0.name }),
                    .init(title: "ROWS", value: { String($0.rows) }, isNumber: true),
                    .init(title: "SHA-256", value: { $0.digest }),
                ]).print(tables)
            }
            Output.note("The copy is whole: \(tables.reduce(0) { $0 + $1.rows }) rows, compared on both sides.")
        }
    }

    /// Runs `body` and says a store's refusal in a command's words.
    fileprivate static func answer<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            let isRefusal = error.code == .locked || error.code == .conflict
            throw CommandFailure(isRefusal ? .refused : .failed, error.detail)
        }
    }
}

/// A check's outcome as JSON.
private struct SoundnessBody: Encodable {
    var sound: Bool
    var invariants: [Verdict]

    struct Verdict: Encodable {
        var name: String
        var meaning: String
        var sound: Bool
        var breaches: Int
        var examples: [String]
    }

    init(_ report: SoundnessReport) {
        self.sound = report.isSound
        self.invariants = report.verdicts.map { verdict in
            Verdict(
                name: verdict.name, meaning: verdict.meaning, sound: verdict.isSound, breaches: verdict.breaches,
                examples: verdict.examples)
        }
    }
}

/// A copied table as JSON.
private struct CopiedTableBody: Encodable {
    var table: String
    var rows: Int
    var sha256: String

    init(_ copied: StoreCopy.CopiedTable) {
        self.table = copied.name
        self.rows = copied.rows
        self.sha256 = copied.digest
    }
}
