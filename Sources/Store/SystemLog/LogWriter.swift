import Foundation
import Governance
import Grants
import SQL

/// Appends to the system log inside a transaction.
enum LogWriter {
    static func append(_ entry: LogEntry, _ memory: inout WriterMemory, _ database: any SQLSession) throws {
        var chain = try memory.log ?? Self.head(database)
        let sealed = chain.append(entry)
        try database.execute(
            "INSERT INTO log (org_no, seq, at, type, bytes, hash) VALUES (?, ?, ?, ?, ?, ?)",
            [
                Store.organisation, sealed.sequence, sealed.at.milliseconds, sealed.type, sealed.bytes,
                sealed.hash,
            ])
        memory.log = chain
    }

    static func head(_ database: any SQLSession) throws -> LogChain {
        let row = try database.row(
            "SELECT seq, hash FROM log WHERE org_no = ? ORDER BY seq DESC LIMIT 1", [Store.organisation])
        guard let row else { return LogChain(organisation: Store.organisation) }
        return LogChain(organisation: Store.organisation, sequence: row[0], head: row[1])
    }
}
