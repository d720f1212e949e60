import Foundation
import Synchronization

/// A fake's state: the provider's world, the faults ordered, and what was asked.
package final class FakeDesk: Sendable {
    /// What becomes of one request.
    struct Handling: Sendable {
        var answer: FakeAnswer
        var delay: Duration?
        var isReset = false
        /// Bytes of white space instead of the answer's body.
        var padding = 0
    }

    private struct State {
        var world: FakeWorld
        var orders: [FaultOrder] = []
        var log = CallLog()
        var limit = CallLimit()
        var requests = 0
    }

    package let provider: any FakeProvider
    private let start = ContinuousClock.now
    private let state: Mutex<State>

    package init(_ provider: any FakeProvider, seed: FakeSeed) {
        self.provider = provider
        self.state = Mutex(State(world: seed.world(of: provider)))
    }

    package var calls: [CallLog.Entry] { self.state.withLock { $0.log.entries } }
    package var totalCalls: Int { self.state.withLock { $0.log.total } }
    package var limit: CallLimit { self.state.withLock { $0.limit } }

    package func clearCalls() {
        self.state.withLock {
            $0.log = CallLog()
            $0.limit = CallLimit()
        }
    }

    package func limit(callsPerSecond: Int?) {
        self.state.withLock { $0.limit.callsPerSecond = callsPerSecond }
    }

    package func order(_ faults: FaultOrder...) {
        self.order(faults)
    }

    package func order(_ faults: [FaultOrder]) {
        self.state.withLock { $0.orders += faults }
    }

    package func clearFaults() {
        self.state.withLock { $0.orders = [] }
    }

    package func inWorld<Result: Sendable>(_ body: (inout FakeWorld) -> Result) -> Result {
        self.state.withLock { body(&$0.world) }
    }

    /// What a connector has to be told.
    package func settings(origin: String) -> FakeSettings {
        self.provider.settings(origin: origin, world: self.state.withLock { $0.world })
    }

    func handle(_ request: FakeRequest) -> Handling {
        self.state.withLock { state in
            let elapsed = Int((ContinuousClock.now - self.start) / .milliseconds(1))
            state.requests += 1
            var handling: Handling
            if state.limit.admits(at: elapsed) {
                let index = state.orders.indices.first { state.orders[$0].meets(request) }
                let order = index.map { state.orders[$0] }
                state.orders.removeAll(where: \.isSpent)
                handling = self.handling(of: request, under: order, in: &state.world)
            } else {
                handling = Handling(answer: self.provider.throttled(pause: nil, in: state.world))
            }
            handling.answer.headers.append((self.provider.requestIDHeader, "fake-\(state.requests)"))
            state.log.add(
                CallLog.Entry(
                    method: request.method, path: "/" + request.path.joined(separator: "/"),
                    status: handling.isReset ? 0 : handling.answer.status, milliseconds: elapsed))
            return handling
        }
    }

    private func handling(
        of request: FakeRequest, under order: FaultOrder?, in world: inout FakeWorld
    ) -> Handling {
        guard let order else { return Handling(answer: self.provider.answer(request, in: &world)) }
        let pause = order.retryAfter.map { [(name: "Retry-After", value: $0)] } ?? []
        switch order.kind {
        case .throttle:
            return Handling(answer: self.provider.throttled(pause: order.retryAfter.flatMap { Int($0) }, in: world))
        case .tooManyRequests: return Handling(answer: FakeAnswer(429, headers: pause))
        case .serverError: return Handling(answer: FakeAnswer(order.status ?? 503, headers: pause))
        case .serverErrorAfter:
            _ = self.provider.answer(request, in: &world)
            return Handling(answer: FakeAnswer(order.status ?? 503, headers: pause))
        case .reset: return Handling(answer: FakeAnswer(0), isReset: true)
        case .resetAfter: return Handling(answer: self.provider.answer(request, in: &world), isReset: true)
        case .slow:
            return Handling(
                answer: self.provider.answer(request, in: &world), delay: .milliseconds(order.milliseconds ?? 1_000))
        case .wrongJSON:
            var answer = self.provider.answer(request, in: &world)
            answer.body = Array("{\"items\":[{\"id\":\"\\ud".utf8) + answer.body.prefix(answer.body.count / 2)
            answer.status = 200
            return Handling(answer: answer)
        case .hugeBody: return Handling(answer: FakeAnswer(200), padding: (order.megabytes ?? 8) * 1_048_576)
        case .redirect:
            let location = "https://\(order.host ?? "elsewhere.example")/"
            return Handling(answer: FakeAnswer(302, headers: [("Location", location)]))
        case .foreignNext, .ignoredDelete, .halfDelete: return self.bent(request, order, &world)
        case .expiredToken:
            world.callerTokens = [:]
            return Handling(answer: self.provider.unauthorised())
        case .forbidden: return Handling(answer: self.provider.forbidden())
        }
    }

    /// Answers in a world that is bent for this one request.
    private func bent(_ request: FakeRequest, _ order: FaultOrder, _ world: inout FakeWorld) -> Handling {
        world.foreignHost = order.kind == .foreignNext ? order.host ?? "elsewhere.example" : nil
        world.deletion = order.kind == .halfDelete ? .half : order.kind == .ignoredDelete ? .ignored : .whole
        defer {
            world.foreignHost = nil
            world.deletion = .whole
        }
        return Handling(answer: self.provider.answer(request, in: &world))
    }
}
