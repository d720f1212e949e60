import APIModel
package import Access
import Grants
package import Hummingbird
package import Store
import Synchronization
package import Web

/// `GET /v1/plugin/policy`: hands sensors the signed list by which they open a coaching page.
package struct PluginPolicyRoute: Sendable {
    private let store: Store
    private let clock: WallClock
    private let key: PluginPolicyKey
    private let authentication: SensorAuthentication
    private let peerRate: RateLimiter<String>
    private let latest: Latest

    /// The list that was handed out last, kept while it is still the one to hand out.
    private final class Latest: Sendable {
        let policy: Mutex<SignedPluginPolicy?> = Mutex(nil)
    }

    package init(
        store: Store, tokens: TokenDirectory, clock: WallClock, config: CollectorConfig, key: PluginPolicyKey
    ) {
        self.store = store
        self.clock = clock
        self.key = key
        self.authentication = SensorAuthentication(store: store, tokens: tokens, rules: config.enrolment)
        self.peerRate = RateLimiter(perSecond: config.peerRate, burst: config.peerRate * 2)
        self.latest = Latest()
    }

    package func register(on router: some RouterMethods<WebContext>) {
        router.get("/v1/plugin/policy") { request, context in try await self.answer(request, context) }
    }

    private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = self.clock.now()
        if let wait = self.peerRate.secondsToWait(context.peer, now: now) {
            throw ProblemResponse(.rateLimited, retryAfter: wait)
        }
        _ = try await ProblemResponse.ofRefusal {
            try await self.authentication.credential(authorization: request.headers[.authorization], now: now)
        }
        let policy = try await self.policy(now)
        var headers: HTTPFields = [.eTag: policy.entityTag, .cacheControl: "private, no-cache"]
        if Self.isNamed(policy.entityTag, in: request.headers[.ifNoneMatch]) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "application/json"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: policy.body)))
    }

    /// Signs anew when the content has changed, and each day.
    private func policy(_ now: Timestamp) async throws -> SignedPluginPolicy {
        let issue = try await self.store.pluginPolicyIssue()
        let known = self.latest.policy.withLock { $0 }
        if let known, known.issue == issue, known.issuedAt >= SignedPluginPolicy.day(of: now) { return known }
        let fresh = try SignedPluginPolicy(try await self.store.pluginPolicy(), at: now, signedBy: self.key)
        self.latest.policy.withLock { $0 = fresh }
        return fresh
    }

    /// Whether an `If-None-Match` value names the tag, by weak comparison (RFC 9110 §13.1.2).
    private static func isNamed(_ tag: String, in value: String?) -> Bool {
        func opaque(_ tag: some StringProtocol) -> String {
            let text = String(tag).filter { $0 != " " && $0 != "\t" }
            return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
        }
        return value?.split(separator: ",").contains { opaque($0) == opaque(tag) || opaque($0) == "*" } ?? false
    }
}
