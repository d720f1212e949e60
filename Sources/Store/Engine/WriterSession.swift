import Governance
import Grants
import Risk
import SQL
import Synchronization

/// What the writing thread remembers between transactions: numbers it gave out and rows it knows.
///
/// Everything here can be read again from the database, and is, after a rollback. One process writes a SQLite file; on
/// PostgreSQL `change` tells when another process has changed what is remembered.
final class WriterSession: Sendable {
    /// The process's number among those that write; 0 where there is one.
    let writer: Int64
    /// Reports accepted and not yet analysed.
    let backlog: Mutex<Backlog> = Mutex(Backlog())
    let memory: Mutex<WriterMemory> = Mutex(WriterMemory())

    init(writer: Int64 = 0) {
        self.writer = writer
    }

    /// Runs `body` as the organisation's only change of grants, findings, people and log until the transaction ends.
    ///
    /// - Parameter purpose: `logAlone` where none of the others is changed, so that processes keep what they know.
    func change<Value>(
        _ database: any SQLSession, of purpose: Entrance.Purpose = .records,
        _ body: (inout WriterMemory) throws -> Value
    ) throws -> Value {
        try self.memory.withLock { memory in
            try memory.enter(for: purpose, database)
            return try body(&memory)
        }
    }

    /// Writes what the group's work has left to its end.
    func finish(_ database: any SQLSession) throws {
        try self.memory.withLock { memory in
            try LogWriter.seal(&memory, database)
            try IntakeCounter.write(&memory.counts, writer: self.writer, database)
            memory.leave()
        }
    }

    /// Drops what may have been undone.
    func forget() {
        self.memory.withLock { $0 = WriterMemory() }
    }
}

/// How much waits for analysis.
package struct Backlog: Sendable, Equatable {
    package var reports = 0
    package var events = 0
    package var bytes = 0

    static func measured(in database: any SQLSession) throws -> Backlog {
        let row = try database.row(
            "SELECT count(*), coalesce(sum(events), 0), coalesce(sum(bytes), 0) FROM inbox WHERE org_no = ?",
            [Store.organisation])
        return Backlog(reports: row?[0] ?? 0, events: row?[1] ?? 0, bytes: row?[2] ?? 0)
    }
}
