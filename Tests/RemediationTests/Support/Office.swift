import Connectors
import Cryptography
import Egress
import Foundation
import Governance
import Grants
import Logging
import ProviderFaking
import Remediation
import ServiceLifecycle
import Store
import StoreTesting
import Synchronization

/// A store, a fake Google Workspace and the worker between them, with waiting times of milliseconds.
struct Office: Sendable {
    let world: World
    let fake: FakeServer
    let connector: Int64

    /// What the tests' vault does: nothing but keep.
    static let vault = ConnectorVault(
        open: { (_, record) throws(ConnectorFault) in
            guard record.keyID == "test" else { throw ConnectorFault(code: "vault_key_wrong", detail: "another key") }
            return record.sealed
        },
        seal: { (_, name, version, value) throws(ConnectorFault) in
            SealedRecord(name: name, version: version, keyID: "test", sealed: value, lastFour: "test")
        })

    static let jobRules = JobRules(
        attempts: 8, window: 60_000, firstWait: 5, longestWait: 50, readBacks: [5, 10, 20, 40, 80, 160],
        secondAbsence: 20)

    static let terms = ApprovalTerms(grace: 0, roles: ["remediator", "admin"])

    var foundry: ConnectorFoundry {
        ConnectorFoundry(egress: EgressSettings(), isProduction: false, clock: .system, open: Self.vault.open)
    }

    /// Runs the worker during `body`.
    func working(
        listingInterval: Int64 = 0, _ body: () async throws -> Void
    ) async throws {
        let judge = self.world.judge
        let service = RemediationService(
            store: self.world.store, foundry: self.foundry, rules: Self.jobRules, terms: Self.terms,
            listings: ListingTerms(interval: listingInterval, managedDomains: ["example.com"]),
            importer: GrantImporter(store: self.world.store) { provider in
                provider == "google" ? ("https://accounts.google.com", "/o/oauth2/v2/auth") : nil
            }, judge: { judge }, clock: .system, logger: Logger(label: "test"))
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            do {
                try await body()
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
    }

    /// Waits until a condition holds.
    func until(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            guard ContinuousClock.now < end else {
                throw Overdue(
                    jobs: try await self.jobs().map { "\($0.number) \($0.state) \($0.step)" }.joined(separator: ", "))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// What a condition waited for in vain, and where the jobs stood.
    struct Overdue: Error {
        var engine = "\(Engine.current)"
        var jobs: String
    }

    /// Approves what is proposed for the only finding, as somebody with a valid token.
    func approve(_ action: Int64) async throws {
        let state = try await self.world.store.approve(
            action, self.decision(), terms: Self.terms, now: WallClock.system.now())
        if state == .approved {
            _ = try await self.world.store.approve(
                action, self.decision(of: "Second"), terms: Self.terms, now: WallClock.system.now())
        }
    }

    /// Lets a held-up action go on, as its two approvers.
    func resume(_ action: Int64) async throws {
        try await self.world.store.resumeAction(
            action, self.decision(), terms: Self.terms, now: WallClock.system.now())
        guard try await self.action(action)?.state == .approved else { return }
        _ = try await self.world.store.approve(
            action, self.decision(of: "Second"), terms: Self.terms, now: WallClock.system.now())
    }

    func decision(of name: String = "First") async throws -> Decision {
        let tokens = try await self.world.store.apiTokens()
        if let known = tokens.first(where: { $0.personName == name }) {
            return Decision(person: known.personNumber, token: known.number, isLocalAdmin: false, reason: "not wanted")
        }
        _ = try await self.world.store.createAPIToken(
            person: name, isService: false, name: name, roles: ["remediator"], hash: try randomBytes(32),
            expiresAt: nil, by: Author(system: "test"), now: WallClock.system.now())
        return try await self.decision(of: name)
    }

    func job(_ number: Int64) async throws -> JobView? {
        try await self.world.store.job(number)?.job
    }

    func jobs() async throws -> [JobView] {
        try await self.world.store.jobs(ListRequest(sort: "id", limit: 500)).rows
    }

    func action(_ number: Int64) async throws -> ActionView? {
        try await self.world.actions().first { $0.number == number }
    }
}

/// Runs `body` with an office of its own.
///
/// - Parameter seed: what the fake knows at the beginning.
func withOffice(_ seed: FakeSeed = .demo, _ body: (Office) async throws -> Void) async throws {
    try await withWorld { world in
        try await withFake(.googleWorkspace, seed: seed) { fake in
            let connector = try await connect(world, to: fake)
            try await body(Office(world: world, fake: fake, connector: connector))
        }
    }
}

private func connect(_ world: World, to fake: FakeServer) async throws -> Int64 {
    let settings = fake.settings
    return try await world.store.addConnector(
        NewConnector(
            name: "workspace", kind: "google_workspace", providers: ["google"],
            settings: settings.settings.merging(["calls_per_second": "5000"]) { $1 },
            networks: ["127.0.0.0/8"]), by: Author(system: "test"), person: World.operator, now: World.start
    ) { number in
        try settings.secrets.map { try Office.vault.seal(.connector(number), $0.key, 1, Array($0.value.utf8)) }
    }
}
