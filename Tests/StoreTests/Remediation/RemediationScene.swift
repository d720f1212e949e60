import Foundation
import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

/// A finding about grants at Google, persons who may decide, a connector, and a worker whose provider answers as a test
/// says.
struct RemediationScene {
    static let start = World.start

    let world: World
    let judge: Judge
    let terms: ApprovalTerms
    let connector: Int64
    private let people: [String: (person: Int64, token: Int64)]

    var store: Store { self.world.store }

    static func after(_ milliseconds: Int64) -> Timestamp { self.start.advanced(byMilliseconds: milliseconds) }

    /// - Parameter people: whose grants the finding is about.
    init(_ world: World, people: [String] = ["ben.okafor@example.com"], hasConnector: Bool = true) async throws {
        self.world = world
        var judge = world.judge
        let policy = """
            {"format": "gnomon.policy/1", "version": "all", "rules": [
              {"id": "all_revoke", "when": {}, "propose": "revoke", "decider": "admin", "within_days": 2,
               "because": "Because."}]}
            """
        judge.policy = try Policy(json: Data(policy.utf8))
        self.judge = judge
        self.terms = ApprovalTerms(roles: ["remediator"])
        _ = try await world.store.applyPolicy(judge, text: policy, by: World.operator, now: Self.start)
        for (place, person) in people.enumerated() {
            try await world.admit(try Sighting(UInt64(place + 1)).with { $0.person = person }.report())
        }
        try await Self.analyse(world, judge)
        var numbers: [String: (person: Int64, token: Int64)] = [:]
        for (place, name) in ["ada", "bo", "cy", "local-admin"].enumerated() {
            let token = try await world.store.createAPIToken(
                person: name, isService: false, name: name, roles: ["viewer", "remediator"],
                hash: [UInt8](repeating: UInt8(place + 1), count: 32), expiresAt: nil, by: Author(system: "test"),
                now: Self.start)
            let person = try await world.store.apiTokens().first { $0.number == token }?.personNumber
            numbers[name] = (try #require(person), token)
        }
        self.people = numbers
        let provider = try world.raw {
            try $0.value(String.self, "SELECT provider_id FROM apps WHERE role = 'resource'")
        }
        self.connector =
            hasConnector
            ? try await world.store.addConnector(
                NewConnector(
                    name: "main", kind: "google_workspace", providers: ["other", try #require(provider)],
                    settings: [:], networks: ["127.0.0.0/8"]),
                by: Author(system: "test"), person: World.operator, now: Self.start, seal: { _ in [] }) : 0
    }

    // MARK: - Reports

    /// Sees something under the scene's policy.
    func see(_ sighting: Sighting, now: Timestamp = Self.start) async throws {
        try await self.world.admit(try sighting.report())
        try await Self.analyse(self.world, self.judge, now)
    }

    private static func analyse(_ world: World, _ judge: Judge, _ now: Timestamp = start) async throws {
        let slice = try await world.store.inboxSlice(events: 1_000)
        _ = try await world.store.apply(slice.map(world.analysed), judge: judge, now: now)
    }

    // MARK: - Persons

    func decision(_ name: String, _ reason: String = "decided") throws -> Decision {
        let person = try #require(self.people[name])
        return Decision(
            person: person.person, token: person.token, isLocalAdmin: name == "local-admin", reason: reason)
    }

    func number(of name: String) throws -> Int64 { try #require(self.people[name]).person }

    func token(of name: String) throws -> Int64 { try #require(self.people[name]).token }

    @discardableResult
    func approve(
        _ action: Int64 = 1, by name: String = "ada", expected: Int? = nil, at milliseconds: Int64 = 0
    ) async throws -> ActionState {
        try await self.store.approve(
            action, try self.decision(name), expected: expected, terms: self.terms, now: Self.after(milliseconds))
    }

    @discardableResult
    func start(at milliseconds: Int64 = 30_000) async throws -> Int {
        try await self.store.startDueActions(terms: self.terms, now: Self.after(milliseconds))
    }

    /// Approves the first action, and lets it begin.
    func begin() async throws {
        try await self.approve()
        #expect(try await self.start() == 1)
    }

    /// Gives the finding another severity, for rules that look at it.
    func set(_ severity: Severity) throws {
        try self.world.raw {
            try $0.execute("UPDATE findings SET severity = ?, score = ?", [severity.rawValue, severity.leastScore])
        }
    }

    // MARK: - The worker

    struct Provider: Sendable {
        var call: @Sendable (JobClaim) -> CallAnswer = { _ in CallAnswer(.revoked) }
        var listing: @Sendable (JobClaim) -> ReadBack = { _ in .absent }
        var isEventuallyConsistent = false
    }

    /// Works on what is due, until nothing is.
    ///
    /// - Returns: attempts that were made.
    @discardableResult
    func work(
        at milliseconds: Int64 = 30_000, _ provider: Provider = Provider(), connector: Int64?? = nil
    ) async throws -> Int {
        let now = Self.after(milliseconds)
        var attempts = 0
        while true {
            let claims = try await self.store.claimJobs(of: connector ?? self.connector, limit: 50, now: now)
            if claims.isEmpty { return attempts }
            for claim in claims {
                attempts += 1
                try await self.store.finishAttempt(
                    self.record(of: claim, provider, now), judge: self.judge, now: now)
            }
        }
    }

    /// A new worker begins.
    @discardableResult
    func rescue(at now: Timestamp) async throws -> Int {
        try await self.store.rescueJobs(rules: JobRules(), judge: self.judge, now: now, chance: { 1 })
    }

    func record(of claim: JobClaim, _ provider: Provider, _ now: Timestamp) -> AttemptRecord {
        let rules = JobRules()
        switch claim.step {
        case .call:
            let answer = provider.call(claim)
            return AttemptRecord(
                job: claim, decision: rules.decision(onCall: answer, claim.progress, now: now, chance: 1),
                outcome: answer.outcome, detail: "said so", requestIDs: ["req-\(claim.tries)"])
        case .readBack:
            let listing = provider.listing(claim)
            let outcome: JobOutcome =
                switch listing {
                case .absent: .revoked
                case .present: .revokedUnverified
                case .unreadable(let answer): answer.outcome
                }
            return AttemptRecord(
                job: claim,
                decision: rules.decision(
                    onReadBack: listing, claim.progress, isEventuallyConsistent: provider.isEventuallyConsistent,
                    now: now), outcome: outcome, sawAbsence: listing == .absent)
        }
    }

    // MARK: - Out

    func state(of action: Int64 = 1) async throws -> ActionState? {
        try await self.world.actions().first { $0.number == action }?.state
    }

    func job(_ number: Int64 = 1) async throws -> JobView { try #require(try await self.store.job(number)).job }

    func jobs() async throws -> [JobView] {
        try await self.store.jobs(ListRequest(sort: "id", limit: 500)).rows
    }

    func finding() async throws -> FindingView { try #require(try await self.store.finding(1)) }

    /// Expects that something is refused with this code, and that nothing was changed by it.
    func refused(
        _ code: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async throws {
        let before = try await self.store.logHead().sequence
        let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try await body() }
        #expect(error?.code == code, "\(error?.detail ?? "")", sourceLocation: sourceLocation)
        #expect(error?.detail.isEmpty == false, sourceLocation: sourceLocation)
        #expect(try await self.store.logHead().sequence == before, sourceLocation: sourceLocation)
    }
}

/// Runs `body` with a scene of its own, and checks the store afterwards.
func withScene(
    people: [String] = ["ben.okafor@example.com"], hasConnector: Bool = true,
    _ body: (RemediationScene) async throws -> Void
) async throws {
    try await withWorld { world in
        try await body(try await RemediationScene(world, people: people, hasConnector: hasConnector))
        #expect(try await broken(world.location).filter { $0 != "store.numbers" } == [])
    }
}
