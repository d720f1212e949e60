import Foundation
import GRDB
import Governance
import Grants

/// Appends to the system log inside a transaction.
enum LogWriter {
    static func append(_ entry: LogEntry, _ memory: inout WriterMemory, _ database: Database) throws {
        var chain = try memory.log ?? Self.head(database)
        let sealed = chain.append(entry)
        try database.cachedStatement(
            sql: "INSERT INTO log (org_no, seq, at, type, bytes, hash) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            Store.organisation, sealed.sequence, sealed.at.milliseconds, sealed.type, sealed.bytes.asData,
            sealed.hash.asData,
        ])
        memory.log = chain
    }

    static func head(_ database: Database) throws -> LogChain {
        let row = try Row.fetchOne(
            database, sql: "SELECT seq, hash FROM log WHERE org_no = ? ORDER BY seq DESC LIMIT 1",
            arguments: [Store.organisation])
        guard let row else { return LogChain(organisation: Store.organisation) }
        return LogChain(organisation: Store.organisation, sequence: row[0], head: Array(row[1] as Data))
    }
}
