package import Foundation

/// A person in a fake's directory.
package struct FakeUser: Sendable, Codable, Equatable {
    package var id: String
    package var mail: String
    package var isAdmin: Bool

    private enum CodingKeys: String, CodingKey {
        case id, mail
        case isAdmin = "is_admin"
    }

    package init(id: String, mail: String, isAdmin: Bool = false) {
        self.id = id
        self.mail = mail
        self.isAdmin = isAdmin
    }
}

/// A client app in a fake's directory.
package struct FakeApp: Sendable, Codable, Equatable {
    /// The key in the provider's own interface.
    package var id: String
    /// As an authorization request shows it.
    package var clientID: String
    package var name: String

    private enum CodingKeys: String, CodingKey {
        case id, name
        case clientID = "client_id"
    }

    package init(id: String, clientID: String, name: String) {
        self.id = id
        self.clientID = clientID
        self.name = name
    }
}

/// A standing grant.
package struct FakeGrant: Sendable, Codable, Equatable {
    package var id: String
    /// `nil`: it stands for the whole tenant.
    package var user: String?
    package var app: String
    package var scopes: [String]
    package var grantedAt: Date
    /// What one provider alone knows of it: the resource, the kind of credential.
    package var marks: [String: String]

    package init(
        id: String, user: String?, app: String, scopes: [String], grantedAt: Date = Date(timeIntervalSince1970: 1.7e9),
        marks: [String: String] = [:]
    ) {
        self.id = id
        self.user = user
        self.app = app
        self.scopes = scopes
        self.grantedAt = grantedAt
        self.marks = marks
    }
}

/// Everything that a fake provider knows.
package struct FakeWorld: Sendable {
    /// How long a listing goes on showing what was deleted.
    package struct Lag: Sendable, Codable, Equatable {
        /// Listings that still show it.
        package var calls = 0
        package var milliseconds = 0

        package init(calls: Int = 0, milliseconds: Int = 0) {
            self.calls = calls
            self.milliseconds = milliseconds
        }
    }

    private struct Ghost: Sendable {
        var grant: FakeGrant
        var callsLeft: Int
        var end: Date
    }

    /// What happens to the next deletion, set for one request.
    package enum Deletion: Sendable { case whole, ignored, half }

    /// In the order of their addresses.
    package private(set) var users: [FakeUser] = []
    package var apps: [FakeApp] = []
    package var lag = Lag()
    package var deletion = Deletion.whole
    /// Added to the fake's clock: callers with a wrong clock.
    package var clockOffset: TimeInterval = 0
    /// Entries of a page at the most, below what the caller asks for.
    package var pageSize = Int.max
    /// Where a page's link to the next leads instead, set for one request.
    package var foreignHost: String?
    /// Permissions that the caller has.
    package var permissions: Set<String> = []
    /// Access tokens given out: their permissions and end.
    package var callerTokens: [String: (permissions: Set<String>, end: Date)] = [:]
    /// Whether tokens are given only to who proves a key (DPoP, RFC 9449).
    package var requiresProof = false
    /// Keys that access tokens are bound to.
    package var proofKeys: [String: [UInt8]] = [:]
    /// Ids of proofs that have been used.
    package var usedProofs: Set<String> = []
    /// Apps that nobody may grant to any more.
    package var blockedApps: Set<String> = []

    private var grantsByID: [String: FakeGrant] = [:]
    private var grantIDsByUser: [String: [String]] = [:]
    private var ghosts: [Ghost] = []
    private var usersByName: [String: FakeUser] = [:]

    package init() {}

    package var now: Date { Date().addingTimeInterval(self.clockOffset) }

    package mutating func setUsers(_ users: [FakeUser]) {
        self.users = users.sorted { $0.mail < $1.mail }
        self.usersByName = Dictionary(users.flatMap { [($0.id, $0), ($0.mail, $0)] }) { $1 }
    }

    package func user(_ name: String) -> FakeUser? { self.usersByName[name] }

    package func app(_ id: String) -> FakeApp? { self.apps.first { $0.id == id } }

    package mutating func add(_ grant: FakeGrant) {
        self.grantsByID[grant.id] = grant
        self.grantIDsByUser[grant.user ?? "", default: []].append(grant.id)
    }

    package mutating func removeAllGrants() {
        self.grantsByID = [:]
        self.grantIDsByUser = [:]
        self.ghosts = []
    }

    /// What really stands, in the order of ids: for tests, not for a provider's listing.
    package var grants: [FakeGrant] { self.grantsByID.values.sorted { $0.id < $1.id } }

    package func grant(_ id: String) -> FakeGrant? { self.grantsByID[id] }

    /// What really stands of one person; `nil` names the tenant's.
    package func grants(of user: String?) -> [FakeGrant] {
        (self.grantIDsByUser[user ?? ""] ?? []).compactMap { self.grantsByID[$0] }
    }

    /// What a listing shows: what stands, and what has gone so lately that the listing does not know yet.
    package mutating func listed(_ matches: (FakeGrant) -> Bool = { _ in true }) -> [FakeGrant] {
        (self.grantsByID.values.filter(matches) + self.listedGhosts(matches)).sorted { $0.id < $1.id }
    }

    /// The same of one person, fast among very many.
    package mutating func listed(of user: String?) -> [FakeGrant] {
        self.grants(of: user) + self.listedGhosts { $0.user == user }
    }

    /// Notes something of a grant that one provider alone knows.
    package mutating func mark(_ id: String, _ name: String, _ value: String) {
        self.grantsByID[id]?.marks[name] = value
    }

    /// - Returns: whether it was there.
    package mutating func delete(_ id: String) -> Bool {
        guard let grant = self.grantsByID[id] else { return false }
        switch self.deletion {
        case .ignored: return true
        case .half:
            self.grantsByID[id]?.scopes = Array(grant.scopes.prefix(1))
            return true
        case .whole: break
        }
        self.grantsByID[id] = nil
        self.grantIDsByUser[grant.user ?? ""]?.removeAll { $0 == id }
        if self.lag != Lag() {
            let end =
                self.lag.milliseconds > 0
                ? Date().addingTimeInterval(Double(self.lag.milliseconds) / 1_000) : .distantFuture
            let calls = self.lag.calls > 0 ? self.lag.calls : .max
            self.ghosts.append(Ghost(grant: grant, callsLeft: calls, end: end))
        }
        return true
    }

    private mutating func listedGhosts(_ matches: (FakeGrant) -> Bool) -> [FakeGrant] {
        guard !self.ghosts.isEmpty else { return [] }
        let now = Date()
        self.ghosts.removeAll { $0.callsLeft <= 0 || $0.end <= now || self.grantsByID[$0.grant.id] != nil }
        var shown: [FakeGrant] = []
        for index in self.ghosts.indices where matches(self.ghosts[index].grant) {
            self.ghosts[index].callsLeft -= 1
            shown.append(self.ghosts[index].grant)
        }
        return shown
    }
}
