import Egress
import Governance
import Grants
import Logging
import Remediation
import ServiceLifecycle
import Store
import StoreTesting
import Testing

@Suite("A webhook's receiver that never takes an event", .eachEngine)
struct WebhookPatienceTests {
    /// A receiver that the guard refuses at once, and the service that serves it by a clock of the test's.
    private static func serving(
        _ body: (World, Shared<Int64>) async throws -> Void
    ) async throws {
        try await withWorld { world in
            let ahead = Shared<Int64>(0)
            let clock = WallClock { WallClock.system.now().advanced(byMilliseconds: ahead.value) }
            _ = try await world.store.addWebhook(
                NewWebhook(
                    url: "https://127.0.0.1:9/", events: ["enrolment_token.*"], networks: [], withAddresses: false),
                by: Author(system: "test"), person: World.operator, now: clock.now()
            ) { number in try Office.vault.seal(.webhook(number), SecretOwner.webhookSecret, 1, [1, 2, 3, 4]) }
            _ = try await world.store.createEnrolmentToken(
                name: "event", hash: [UInt8](repeating: 7, count: 32), expiresAt: nil, by: Author(system: "test"),
                now: clock.now())
            let service = WebhookService(
                store: world.store, egress: EgressSettings(), vault: Office.vault, clock: clock,
                logger: Logger(label: "test"))
            try await withThrowingTaskGroup { group in
                group.addTask { try await service.run() }
                do {
                    try await body(world, ahead)
                } catch {
                    group.cancelAll()
                    throw error
                }
                group.cancelAll()
            }
        }
    }

    private static func until(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            guard ContinuousClock.now < end else { throw Office.Overdue(jobs: "") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test("is tried for 24 hours and then disabled, which the log keeps; a replay begins anew")
    func disabled() async throws {
        try await Self.serving { world, ahead in
            try await Self.until { try await world.store.webhooks().first?.attempts ?? 0 >= 1 }
            let failing = try #require(try await world.store.webhooks().first)
            #expect(failing.problem == "egress_address_refused")
            let since = try #require(failing.failingSince)

            ahead.value = 86_400_000 - 60_000
            try await Self.until { try await world.store.webhooks().first?.attempts ?? 0 > failing.attempts }
            let late = try #require(try await world.store.webhooks().first)
            #expect(!late.isDisabled)
            #expect(late.failingSince == since)
            #expect(late.position == failing.position, "the event waits")

            ahead.value = 2 * 86_400_000
            try await Self.until { try await world.store.webhooks().first?.isDisabled == true }
            #expect(try await world.logTypes().contains("webhook.disable"))
            let tries = try await world.store.webhooks().first?.attempts

            _ = try await world.store.replayWebhook(
                1, since: since.advanced(byMilliseconds: -60_000), by: Author(system: "test"),
                now: WallClock.system.now())
            let anew = try #require(try await world.store.webhooks().first)
            #expect(!anew.isDisabled)
            #expect(anew.position <= failing.position)
            #expect(anew.attempts < tries ?? 0)
        }
    }
}
