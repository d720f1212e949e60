import Governance
import Grants
import Risk
import SQL
import Synchronization

/// What the writing thread remembers between transactions: numbers it gave out and rows it knows.
///
/// Sound because one process writes one SQLite file. Everything here can be read again from the database, and
/// is, after a rollback.
final class WriterSession: Sendable {
    /// Reports accepted and not yet analysed.
    let backlog: Mutex<Backlog> = Mutex(Backlog())
    let memory: Mutex<WriterMemory> = Mutex(WriterMemory())

    /// Writes what the group's work has left to its end.
    func finish(_ database: any SQLSession) throws {
        try self.memory.withLock { try IntakeCounter.write(&$0.counts, database) }
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

/// Rows known to the writing thread, each list bounded.
struct WriterMemory {
    /// Entries after which a list starts anew.
    static let bound = 50_000
    /// The same for grants, whose entries are small and looked up for every event.
    static let grantBound = 200_000

    var next: [Table: Int64] = [:]
    /// Counted by the group of work that is under way.
    fileprivate(set) var counts: [String: Int] = [:]
    var log: LogChain?
    var installs: [UUIDBits: Int64] = [:]
    var people: [String: Int64] = [:]
    var apps: [String: Int64] = [:]
    var clients: [ClientKey: Int64] = [:]
    var sets: [SetKey: Int64] = [:]
    var setProfiles: [Int64: ScopeProfile] = [:]
    private(set) var connections: [ConnectionKey: ConnectionRecord] = [:]
    private(set) var places: [ObjectIdentifier: Place] = [:]
    private(set) var grants: [GrantKey: KnownGrant] = [:]

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

    /// Where the grants of one client profile belong.
    struct Place {
        /// Held, so that its identity stays its own.
        let profile: ClientProfile
        let connection: ConnectionRecord
        /// The client registration.
        let client: Int64
    }

    struct GrantKey: Hashable {
        var connection: Int64
        var person: Int64
        var client: Int64
    }

    struct KnownGrant {
        var number: Int64
        var setNumber: Int64
        var liveness: ClassifiedGrant.Liveness
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

    /// Adds to a durable count; see `IntakeCounter`.
    mutating func count(_ name: String, _ number: Int) {
        if number != 0 { self.counts[name, default: 0] += number }
    }

    /// The next number of a table, from 1.
    mutating func number(in table: Table, _ database: any SQLSession) throws -> Int64 {
        let next: Int64
        if let known = self.next[table] {
            next = known
        } else {
            let last = try table.tables.compactMap { name in
                try database.value(
                    Int64.self, "SELECT max(\(table.column)) FROM \(name) WHERE org_no = ?", [Store.organisation])
            }
            next = (last.max() ?? 0) + 1
        }
        self.next[table] = next + 1
        return next
    }
}

extension WriterMemory {
    mutating func remember(_ connection: ConnectionRecord, for key: ConnectionKey) {
        self.connections[key] = connection
    }

    mutating func remember(_ place: Place) {
        self.places[ObjectIdentifier(place.profile)] = place
    }

    mutating func remember(_ grant: KnownGrant, for key: GrantKey) {
        self.grants[key] = grant
    }

    /// Starts the list of grants anew where as many more would not fit.
    mutating func makeRoom(forGrants count: Int) {
        if self.grants.count + count > Self.grantBound { self.grants.removeAll(keepingCapacity: true) }
    }

    /// The same for people.
    mutating func makeRoom(forPeople count: Int) {
        if self.people.count + count > Self.bound { self.people.removeAll(keepingCapacity: true) }
    }

    /// Drops what is known of connections and their findings, after a change from elsewhere.
    mutating func forgetConnections() {
        self.connections.removeAll()
        self.places.removeAll()
    }

    /// Starts the lists anew that must not shrink in the middle of a batch. Places hold connections, so both go.
    mutating func shrink() {
        if max(self.connections.count, self.places.count) > Self.bound { self.forgetConnections() }
    }
}

extension Dictionary {
    /// Remembers a value; a list at its bound starts anew.
    mutating func remember(_ value: Value, for key: Key, bound: Int = WriterMemory.bound) {
        if self.count >= bound { self.removeAll(keepingCapacity: true) }
        self[key] = value
    }
}
