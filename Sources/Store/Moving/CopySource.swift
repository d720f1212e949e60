import Cryptography
import Foundation
import Governance
import Grants
import Postgres
import SQL

/// The database that is copied from: one moment of it, which nobody changes meanwhile.
enum CopySource {
    /// Runs `body` with a session that sees the moment.
    ///
    /// - Throws: `StoreError`: `store_locked` when a server uses the database, `store_unavailable` also when it is an
    ///   unfinished copy itself, `store_newer_schema`.
    static func read<Value>(_ location: StoreLocation, _ body: (any SQLSession) throws -> Value) throws -> Value {
        let claim: AnyObject
        switch location {
        case .sqlite(let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw StoreError(.unavailable, "\(path): there is no such file")
            }
            claim = try WriterLock(besides: path)
        case .postgres(let text):
            claim = try PostgresClaim(.patient(text), isTarget: false)
        }
        return try withExtendedLifetime(claim) {
            try location.readOnly { database in
                try Schema.requirePresentVersion(database, address: location.shownAddress())
                try CopyState.refuseUnfinished(database)
                return try body(database)
            }
        }
    }

    /// Tells whether two reads found the same store in the same state: 32 bytes.
    ///
    /// Every change of grants, findings, people, tokens and policies is logged, every report is counted.
    static func fingerprint(_ database: any SQLSession) throws -> [UInt8] {
        let head = try LogWriter.head(database)
        var text = "schema \(Schema.steps.map(\.name)), log \(head.sequence) \(head.head.hexadecimal)"
        for table in NumberedTable.allCases { text += ", \(table.rawValue) \(try table.lastNumber(database))" }
        let counts = try IntakeCounts.measured(in: database)
        text += ", received \(counts.received), stored \(counts.stored), waiting \(counts.waiting)"
        text += ", reports \(try database.value(Int.self, "SELECT count(*) FROM reports") ?? 0)"
        return SHA256.hash(Array(text.utf8))
    }
}
