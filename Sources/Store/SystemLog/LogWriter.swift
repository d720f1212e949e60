import Governance
import Grants
import SQL

/// Appends to the system log inside a transaction.
enum LogWriter {
    /// Keeps an entry for the end of the transaction, where all are written at once.
    static func append(_ entry: LogEntry, _ memory: inout WriterMemory) {
        memory.entries.append(entry)
    }

    /// Chains and writes the transaction's entries. Only one transaction at a time can be here.
    static func seal(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        guard !memory.entries.isEmpty else { return }
        try memory.enter(for: .logAlone, database)
        var chain = try memory.chain ?? Self.head(database)
        let sealed = memory.entries.map { chain.append($0) }
        try Self.insertion.run(
            sealed.map { entry in
                [
                    .integer(Store.organisation), .integer(entry.sequence), .integer(entry.at.milliseconds),
                    .text(entry.type), .bytes(entry.bytes), .bytes(entry.hash),
                ]
            }, database)
        try Self.reasons.run(
            zip(memory.entries, sealed).compactMap { entry, sealed in
                entry.reason.map { [.integer(Store.organisation), .integer(sealed.sequence), .text($0)] }
            }, database)
        memory.entries.removeAll(keepingCapacity: true)
        memory.chain = chain
    }

    private static let insertion = RowStatement.insert(
        into: "log",
        [.organisation, .integer("seq"), .integer("at"), .text("type"), .bytes("bytes"), .bytes("hash")])

    private static let reasons = RowStatement.insert(
        into: "log_reasons", [.organisation, .integer("seq"), .text("text")])

    static func head(_ database: any SQLSession) throws -> LogChain {
        let row = try database.row(
            "SELECT seq, hash FROM log WHERE org_no = ? ORDER BY seq DESC LIMIT 1", [Store.organisation])
        guard let row else { return LogChain(organisation: Store.organisation) }
        return LogChain(organisation: Store.organisation, sequence: row[0], head: row[1])
    }
}
