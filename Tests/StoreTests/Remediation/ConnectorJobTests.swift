import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Jobs and their connectors", .eachEngine)
struct ConnectorJobTests {
    private typealias Provider = RemediationScene.Provider

    private func add(_ name: String, _ providers: [String], to scene: RemediationScene) async throws -> Int64 {
        try await scene.store.addConnector(
            NewConnector(name: name, kind: "google_workspace", providers: providers, settings: [:], networks: []),
            by: Author(system: "test"), person: World.operator, now: RemediationScene.after(1), seal: { _ in [] })
    }

    @Test("the oldest connector that serves exactly the provider gets the job")
    func chosen() async throws {
        try await withScene(hasConnector: false) { scene in
            let provider = try #require(
                try scene.world.raw {
                    try $0.value(String.self, "SELECT provider_id FROM apps WHERE role = 'resource'")
                })
            _ = try await self.add("like", [provider + "x", "x" + provider, "%", provider.uppercased()], to: scene)
            let right = try await self.add("right", ["x", provider], to: scene)
            _ = try await self.add("younger", [provider], to: scene)

            try await scene.begin()

            #expect(try await scene.job().connectorNumber == right)
        }
    }

    @Test("without a connector the jobs are for people")
    func none() async throws {
        try await withScene(hasConnector: false) { scene in
            try await scene.begin()

            #expect(try await scene.job().connectorNumber == nil)
            #expect(
                try await scene.work(Provider(call: { _ in CallAnswer(.manualPending) }), connector: .some(nil)) == 1)
            #expect(try await scene.state() == .needsUser)
        }
    }

    @Test("due jobs of a connector whose crew is full are no reason to wake up")
    func busy() async throws {
        try await withScene { scene in
            try await scene.begin()

            #expect(try await scene.store.nextRemediationTime() != nil)
            #expect(try await scene.store.nextRemediationTime(apartFrom: [scene.connector]) == nil)
            #expect(try await scene.store.nextRemediationTime(apartFrom: [scene.connector + 1]) != nil)
        }
    }

    @Test("a paused connector's jobs wait, and are no reason to wake up")
    func paused() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.store.pauseConnector(
                scene.connector, because: "misconfigured: bad key", by: Author(system: "test"),
                now: RemediationScene.after(30_000))

            #expect(try await scene.work() == 0)
            #expect(try await scene.store.nextRemediationTime() == nil)
            #expect(try await scene.job().connectorPause == "misconfigured: bad key")

            try await scene.store.pauseConnector(
                scene.connector, because: nil, by: Author(system: "test"), now: RemediationScene.after(40_000))
            #expect(try await scene.work(at: 40_000) == 2)
        }
    }

    @Test("a connector that goes leaves its jobs to another one, or to people", arguments: [true, false])
    func disabled(hasAnother: Bool) async throws {
        try await withScene { scene in
            try await scene.begin()
            let provider = try #require(try await scene.job().provider)
            let other = hasAnother ? try await self.add("other", [provider], to: scene) : nil

            try await scene.store.disableConnector(
                scene.connector, by: Author(system: "test"), now: RemediationScene.after(30_000))

            #expect(try await scene.job().connectorNumber == other)
            #expect(try await scene.work() == 0)
            #expect(try await scene.work(connector: .some(other)) == 2)
            #expect(try await scene.state() == .verified)
        }
    }

    @Test("a client that the vendor calls otherwise is mapped by a person, and the action goes on")
    func mapped() async throws {
        try await withScene { scene in
            try await scene.begin()
            let exact = Provider(call: { CallAnswer($0.vendorKey == "vendor-7" ? .revoked : .needsMapping) })
            try await scene.work(exact)
            #expect(try await scene.state() == .needsMapping)
            let client = try #require(
                try scene.world.raw { try $0.value(String.self, "SELECT client_id FROM clients") })

            try await scene.store.mapClient(
                client, to: "vendor-7", at: scene.connector, by: Author(person: World.operator),
                person: World.operator, now: RemediationScene.after(40_000))
            try await scene.store.resumeAction(
                1, try scene.decision("bo"), terms: scene.terms, now: RemediationScene.after(40_000))
            #expect(try await scene.state() == .scheduled)
            try await scene.start(at: 70_000)
            try await scene.work(at: 70_000, exact)

            #expect(try await scene.state() == .verified)
            #expect(try await scene.jobs().map(\.outcome) == [.needsMapping, .revoked])
        }
    }

    @Test("what needs two persons needs them again after it was mended, and its proposer is none of them")
    func resumedByTwo() async throws {
        try await withScene { scene in
            try scene.set(.critical)
            let action = try await scene.store.propose(
                .revoke, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.start)
            try await scene.approve(action, by: "bo")
            try await scene.approve(action, by: "cy")
            try await scene.start()
            try await scene.work(Provider(call: { _ in CallAnswer(.needsMapping) }))
            let resume = { (name: String) in
                try await scene.store.resumeAction(
                    action, try scene.decision(name), terms: scene.terms, now: RemediationScene.after(40_000))
            }
            try await scene.refused(.samePerson) { try await resume("ada") }
            try await scene.refused(.actionMoveIllegal) { try await scene.approve(action, by: "bo") }

            try await resume("cy")

            #expect(try await scene.state(of: action) == .approved)
            try await scene.refused(.samePerson) { try await scene.approve(action, by: "cy", at: 40_000) }
            #expect(try await scene.approve(action, by: "bo", at: 40_000) == .scheduled)
        }
    }

    @Test("only what is held up is resumed, and nothing is added to it")
    func notResumed() async throws {
        try await withScene { scene in
            let resume = {
                try await scene.store.resumeAction(
                    1, try scene.decision("bo"), terms: scene.terms, now: RemediationScene.after(40_000))
            }
            try await scene.refused(.actionMoveIllegal) { try await resume() }
            try await scene.begin()
            try await scene.work(Provider(call: { _ in CallAnswer(.forbidden) }))
            try await scene.see(Sighting(9).with { $0.person = "new@example.com" })
            try await scene.refused(.actionChanged) { try await resume() }

            try await scene.store.cancelAction(1, try scene.decision("bo"), now: RemediationScene.after(50_000))

            #expect(try await scene.state() == .cancelled)
        }
    }
}
