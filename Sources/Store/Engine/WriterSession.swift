import GRDB
import Governance
import Grants
import Risk
import Synchronization

/// What the writing thread remembers between transactions: numbers it gave out and rows it knows.
///
/// Sound because one process writes one SQLite file. Everything here can be read again from the database, and
/// is, after a rollback.
final class WriterSession: Sendable {
    /// Reports accepted and not yet analysed.
    let backlog: Mutex<Backlog> = Mutex(Backlog())
    let memory: Mutex<WriterMemory> = Mutex(WriterMemory())

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

    static func measured(in database: Database) throws -> Backlog {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT count(*), coalesce(sum(events), 0), coalesce(sum(bytes), 0) FROM inbox WHERE org_no = ?",
            arguments: [Store.organisation])
        return Backlog(reports: row?[0] ?? 0, events: row?[1] ?? 0, bytes: row?[2] ?? 0)
    }
}

/// Rows known to the writing thread, each list bounded.
struct WriterMemory {
    /// Entries after which a list starts anew.
    static let bound = 50_000

    var next: [Table: Int64] = [:]
    var log: LogChain?
    var installs: [UUIDBits: Int64] = [:]
    var people: [String: Int64] = [:]
    var apps: [String: Int64] = [:]
    var clients: [ClientKey: Int64] = [:]
    var sets: [SetKey: Int64] = [:]
    var connections: [ConnectionKey: ConnectionRecord] = [:]
    var setProfiles: [Int64: ScopeProfile] = [:]

    struct ClientKey: Hashable {
        var app: Int64
        var resource: Int64
        var clientID: String
        var redirectHost: String
    }

    struct SetKey: Hashable {
        var resource: Int64
        var key: String
    }

    struct ConnectionKey: Hashable {
        var app: Int64
        var resource: Int64
    }

    /// Tables whose numbers the writer gives out.
    enum Table: String {
        case people, installs, reports, apps, clients, connections, grants, findings, actions, policies
        case scopeSets = "scope_sets"
        case enrolmentTokens = "enrolment_tokens"
        case apiTokens = "api_tokens"

        /// Where its numbers stand; a report that was set aside outlives its row in `reports`.
        var tables: [String] { self == .reports ? ["reports", "set_aside"] : [self.rawValue] }

        var column: String {
            switch self {
            case .people: "person_no"
            case .installs: "install_no"
            case .reports: "report_no"
            case .apps: "app_no"
            case .clients: "client_no"
            case .connections: "connection_no"
            case .grants: "grant_no"
            case .findings: "finding_no"
            case .actions: "action_no"
            case .policies: "policy_no"
            case .scopeSets: "set_no"
            case .enrolmentTokens, .apiTokens: "token_no"
            }
        }
    }

    /// The next number of a table, from 1.
    mutating func number(in table: Table, _ database: Database) throws -> Int64 {
        let next: Int64
        if let known = self.next[table] {
            next = known
        } else {
            let last = try table.tables.compactMap { name in
                try Int64.fetchOne(
                    database, sql: "SELECT max(\(table.column)) FROM \(name) WHERE org_no = ?",
                    arguments: [Store.organisation])
            }
            next = (last.max() ?? 0) + 1
        }
        self.next[table] = next + 1
        return next
    }
}

extension Dictionary {
    /// Remembers a value; a list at its bound starts anew.
    mutating func remember(_ value: Value, for key: Key, bound: Int = WriterMemory.bound) {
        if self.count >= bound { self.removeAll(keepingCapacity: true) }
        self[key] = value
    }
}
