import Connectors
import Foundation
import ProviderFaking
import Testing

/// What every connector makes of faults that every provider may have.
@Suite("Faults of any provider")
struct CommonFaultTests {
    /// A fault and what a revoke that meets it ends in.
    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Where it is put.
        enum Place: Sendable { case reading, change }
        var place: Place
        var order: FaultOrder
        var outcome: RevokeOutcome
        var pause: Duration?
        /// Whether the grant stands afterwards.
        var stands = true
    }

    static let faults = [
        Fault(
            testDescription: "429 with a pause, before the change", place: .reading,
            order: FaultOrder(.tooManyRequests, retryAfter: "17"), outcome: .throttled, pause: .seconds(17)),
        Fault(
            testDescription: "429 with a pause, at the change", place: .change,
            order: FaultOrder(.tooManyRequests, retryAfter: "17"), outcome: .throttled, pause: .seconds(17)),
        Fault(
            testDescription: "429 without a pause", place: .change, order: FaultOrder(.tooManyRequests),
            outcome: .throttled),
        Fault(
            testDescription: "a pause of a year", place: .change,
            order: FaultOrder(.tooManyRequests, retryAfter: "31536000"), outcome: .throttled,
            pause: .seconds(86_400)),
        Fault(
            testDescription: "503 with a pause", place: .change, order: FaultOrder(.serverError, retryAfter: "9"),
            outcome: .transient, pause: .seconds(9)),
        Fault(
            testDescription: "500", place: .reading, order: FaultOrder(.serverError, status: 500), outcome: .transient),
        Fault(
            testDescription: "502 after it was done", place: .change, order: FaultOrder(.serverErrorAfter, status: 502),
            outcome: .transient, stands: false),
        Fault(testDescription: "reset", place: .change, order: FaultOrder(.reset), outcome: .transient),
        Fault(
            testDescription: "reset after it was done", place: .change, order: FaultOrder(.resetAfter),
            outcome: .transient, stands: false),
        Fault(
            testDescription: "slower than the time-out", place: .reading,
            order: FaultOrder(.slow, milliseconds: 6_000), outcome: .transient),
        Fault(testDescription: "wrong JSON", place: .reading, order: FaultOrder(.wrongJSON), outcome: .transient),
        Fault(testDescription: "a huge body", place: .reading, order: FaultOrder(.hugeBody), outcome: .transient),
        Fault(
            testDescription: "a redirect to another host", place: .reading, order: FaultOrder(.redirect),
            outcome: .misconfigured),
    ]

    private static func placed(_ fault: Fault, _ traits: ProviderTraits) -> FaultOrder {
        var order = fault.order
        (order.method, order.path) = fault.place == .reading ? traits.reading : traits.change
        return order
    }

    private static func pause(_ fault: Fault, _ traits: ProviderTraits) -> Duration? {
        fault.pause ?? (fault.outcome == .throttled ? traits.defaultPause : nil)
    }

    @Test(
        "a revoke ends in the outcome of the table, and the next try ends the grant", arguments: ConnectorKind.listing,
        faults)
    func revoke(kind: ConnectorKind, fault: Fault) async throws {
        let traits = try #require(ProviderTraits.all[kind])
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            scene.desk.order(Self.placed(fault, traits))

            let first = await scene.connector.revoke(target, attempt: 1)

            #expect(first.outcome == fault.outcome)
            #expect(first.retryAfter == Self.pause(fault, traits))
            #expect(scene.stands(target) == fault.stands)
            let second = await scene.connector.revoke(target, attempt: 2)
            #expect(second.outcome == (fault.stands ? .revokedUnverified : .alreadyAbsent))
            #expect(!scene.stands(target))
            #expect(await scene.connector.verify(target).presence == .absent)
        }
    }

    @Test("a reading that fails is no proof of absence", arguments: ConnectorKind.listing, faults)
    func verify(kind: ConnectorKind, fault: Fault) async throws {
        guard fault.place == .reading else { return }
        let traits = try #require(ProviderTraits.all[kind])
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            scene.desk.order(Self.placed(fault, traits))

            let answer = await scene.connector.verify(target)

            guard case .unknown(let reason) = answer.presence else {
                Issue.record("\(answer.presence)")
                return
            }
            #expect(reason.outcome == fault.outcome)
            #expect(reason.retryAfter == Self.pause(fault, traits))
        }
    }

    @Test("the provider's own signal for \"too fast\" is throttled, never forbidden", arguments: ConnectorKind.listing)
    func throttled(kind: ConnectorKind) async throws {
        let traits = try #require(ProviderTraits.all[kind])
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            scene.desk.order(
                FaultOrder(.throttle, method: traits.change.method, path: traits.change.path, retryAfter: "21"))

            let answer = await scene.connector.revoke(target, attempt: 1)

            #expect(answer.outcome == .throttled)
            // A fake may name an instant in whole seconds instead of a pause.
            let pause = answer.retryAfter.map { Double($0.components.seconds) } ?? 0
            #expect(traits.throttleHasPause ? (19...22).contains(pause) : answer.retryAfter == nil)
            #expect(scene.stands(target))
        }
    }

    @Test("a missing permission is forbidden, named, and not tried again", arguments: ConnectorKind.listing)
    func forbidden(kind: ConnectorKind) async throws {
        let traits = try #require(ProviderTraits.all[kind])
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            scene.desk.order(FaultOrder(.forbidden, method: traits.change.method, path: traits.change.path))

            let answer = await scene.connector.revoke(target, attempt: 1)

            #expect(answer.outcome == .forbidden)
            #expect(answer.permission == traits.permission)
            #expect(answer.documentation?.hasPrefix("https://") == true)
            #expect(!answer.detail.isEmpty)
            let changes = scene.desk.calls.filter {
                $0.method == traits.change.method && $0.path.contains(traits.change.path)
            }
            #expect(changes.count == 1)
        }
    }

    @Test("a caller's token that ends on the way is renewed once", arguments: ConnectorKind.listing)
    func expiredToken(kind: ConnectorKind) async throws {
        let traits = try #require(ProviderTraits.all[kind])
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            let order = FaultOrder(.expiredToken, method: traits.change.method, path: traits.change.path)

            scene.desk.order(order)
            let once = await scene.connector.revoke(target, attempt: 1)

            #expect(once.outcome == (traits.renewsToken ? .revokedUnverified : .misconfigured))
            let other = try #require(scene.targets(of: "bela@example.com").first)
            scene.desk.order(order, order)
            let twice = await scene.connector.revoke(other, attempt: 1)
            #expect(twice.outcome == .misconfigured)
            #expect(scene.stands(other))
        }
    }

    @Test("a deletion that was confirmed and not done is not called absent", arguments: ConnectorKind.listing)
    func ignoredDelete(kind: ConnectorKind) async throws {
        let traits = try #require(ProviderTraits.all[kind])
        for fault in [FaultOrder.Kind.ignoredDelete, .halfDelete] {
            try await ConnectorScene.with(kind) { scene in
                let target = try scene.target
                scene.desk.order(FaultOrder(fault, method: traits.change.method, path: traits.change.path, times: 9))

                let answer = await scene.connector.revoke(target, attempt: 1)
                let reading = await scene.connector.verify(target)

                #expect(answer.outcome == .revokedUnverified)
                guard case .present = reading.presence else {
                    Issue.record("\(fault): \(reading.presence)")
                    return
                }
            }
        }
    }

    @Test("a listing that lags shows the grant for as long as it does", arguments: ConnectorKind.listing)
    func laggingListing(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            scene.desk.inWorld { $0.lag = FakeWorld.Lag(calls: 6) }

            let answer = await scene.connector.revoke(target, attempt: 1)
            var readings: [Presence] = []
            for _ in 0..<8 { readings.append(await scene.connector.verify(target).presence) }

            #expect(answer.outcome == .revokedUnverified)
            guard case .present = try #require(readings.first) else {
                Issue.record("the first reading should still show it: \(readings)")
                return
            }
            #expect(readings.last == .absent)
        }
    }
}
