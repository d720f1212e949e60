import APIModel
import Access
import Hummingbird
import Metrics
import Store
import Telemetry
import Web

/// How much waits: for its commit in memory, and for analysis in the store. Measured when it is asked for.
private struct WaitingLevels: Sendable {
    private let queueBytes = Gauge(label: "gnomon_queue_bytes")
    private let inboxEvents = Gauge(label: "gnomon_inbox_events")
    private let inboxBytes = Gauge(label: "gnomon_inbox_bytes")

    func record(_ store: Store) {
        self.queueBytes.record(store.queuedBytes)
        self.inboxEvents.record(store.backlog.events)
        self.inboxBytes.record(store.backlog.bytes)
    }
}

/// Whether the service lives, whether it can work, and what it counted.
struct HealthRoutes {
    let store: Store
    let tokens: TokenDirectory
    let registry: PrometheusRegistry
    let clock: WallClock
    private let readiness: Readiness
    private let levels = WaitingLevels()

    init(store: Store, tokens: TokenDirectory, registry: PrometheusRegistry, clock: WallClock) {
        self.store = store
        self.readiness = Readiness(store: store)
        self.tokens = tokens
        self.registry = registry
        self.clock = clock
    }

    func register(on router: Router<WebContext>) {
        router.get("/v1/health/live") { _, _ in Self.text("{\"status\":\"live\"}", "application/json") }
        router.get("/v1/health/ready") { _, _ in
            guard await self.readiness.isReady() else { throw ProblemResponse(.notReady, retryAfter: 5) }
            return Self.text("{\"status\":\"ready\"}", "application/json")
        }
        router.get("/metrics") { request, context in
            let isLoopback = context.peer == "::1" || context.peer.hasPrefix("127.")
            if !isLoopback {
                do throws(TokenDirectory.Refusal) {
                    _ = try self.tokens.actor(
                        authorization: request.headers[.authorization], now: self.clock.now())
                } catch {
                    throw ProblemResponse(ProblemCode(rawValue: error.rawValue) ?? .tokenUnknown)
                }
            }
            self.levels.record(self.store)
            return Self.text(self.registry.text(), "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static func text(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
