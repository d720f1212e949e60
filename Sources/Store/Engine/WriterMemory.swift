import Governance
import Grants
import SQL

/// Rows known to the writing thread, each list bounded.
struct WriterMemory {
    /// Entries after which a list starts anew.
    static let bound = 50_000
    /// The same for grants, whose entries are small and looked up for every event.
    static let grantBound = 200_000

    /// Numbers that are free, by table.
    private var free: [NumberedTable: ClosedRange<Int64>] = [:]
    private var entrance = Entrance()
    /// Counted by the group of work that is under way.
    var counts: [String: Int] = [:]
    /// Entries of the group of work that is under way, in order.
    var entries: [LogEntry] = []
    /// The log's end, where it is known.
    var chain: LogChain?
    var installs: [UUIDBits: Int64] = [:]
    var people: [String: Int64] = [:]
    var apps: [String: Int64] = [:]
    var clients: [ClientKey: Int64] = [:]
    var sets: [SetKey: Int64] = [:]
    /// How far reclassifications had come when the rows below were read.
    private var reclassified: ReclassificationMark?
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
        /// `nil` while nothing was granted.
        var first: FirstConsent?
        var hasGrown = false
    }

    /// Adds to a durable count; see `IntakeCounter`.
    mutating func count(_ name: String, _ number: Int) {
        if number != 0 { self.counts[name, default: 0] += number }
    }

    /// The next number of a table, from 1.
    mutating func number(in table: NumberedTable, _ database: any SQLSession) throws -> Int64 {
        let range = try self.free[table] ?? table.freeNumbers(database)
        self.free[table] = range.lowerBound < range.upperBound ? (range.lowerBound + 1)...range.upperBound : nil
        return range.lowerBound
    }
}

extension WriterMemory.KnownGrant {
    static let columns = ["grant_no", "set_no", "liveness", "first_set_no", "first_live_at", "has_grown"]

    /// - Parameter row: the values of `columns`.
    init(_ row: SQLRow) {
        self.init(
            number: row[0], setNumber: row[1], liveness: ClassifiedGrant.Liveness(rawValue: row[2]) ?? .attempted,
            hasGrown: row[5])
        guard self.liveness > .attempted else { return }
        self.first = FirstConsent(at: row[4], setNumber: row[3], holding: self.setNumber)
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

    /// Makes the running transaction the organisation's only one that changes what is remembered here, until its end.
    /// Where another process has changed something since this one's last, that is forgotten.
    mutating func enter(for purpose: Entrance.Purpose, _ database: any SQLSession) throws {
        let finding = try self.entrance.enter(for: purpose, database)
        if finding != .asLeft { self.chain = nil }
        guard finding == .recordsChanged else { return }
        self.forgetConnections()
        self.grants.removeAll()
        self.people.removeAll()
    }

    /// The transaction is about to end.
    mutating func leave() { self.entrance.leave() }

    /// Drops what is known of connections and their findings, after a change from elsewhere.
    mutating func forgetConnections() {
        self.connections.removeAll()
        self.places.removeAll()
    }

    /// Drops every row that a reclassification may change.
    mutating func forgetClassifications() {
        self.forgetConnections()
        self.grants.removeAll()
        self.setProfiles.removeAll()
    }

    /// Takes note of how far reclassifications have come, in this process or another.
    mutating func notice(_ mark: ReclassificationMark) {
        if self.reclassified != mark { self.forgetClassifications() }
        self.reclassified = mark
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
