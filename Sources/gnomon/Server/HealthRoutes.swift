import APIModel
import Access
import Hummingbird
import Store
import Telemetry
import Web

/// Whether the service lives, whether it can work, and what it counted.
struct HealthRoutes {
    let store: Store
    let tokens: TokenDirectory
    let registry: PrometheusRegistry
    let clock: WallClock

    func register(on router: Router<WebContext>) {
        router.get("/v1/health/live") { _, _ in Self.text("{\"status\":\"live\"}", "application/json") }
        router.get("/v1/health/ready") { _, _ in
            do {
                try await self.store.ping()
            } catch {
                throw ProblemResponse(.notReady, retryAfter: 5)
            }
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
            return Self.text(self.registry.text(), "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static func text(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
