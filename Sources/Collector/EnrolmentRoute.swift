import APIModel
package import Access
import Foundation
import Grants
package import Hummingbird
package import Store
package import Web

/// `POST /v1/enrolments` and `POST /v1/enrolments/rotate`: give a sensor a credential of its own.
package struct EnrolmentRoute: Sendable {
    private let store: Store
    private let tokens: TokenDirectory
    private let clock: WallClock
    private let rules: EnrolmentRules
    private let authentication: SensorAuthentication
    private let tokenRate: RateLimiter<Int64>
    private let peerRate: RateLimiter<String>
    private let peerCap: DayCap<String>
    private let metrics = EnrolmentMetrics()

    /// A cap is raised, or credentials are revoked, by a person: seconds to wait for that.
    private static let capPause = 3600

    package init(store: Store, tokens: TokenDirectory, clock: WallClock, rules: EnrolmentRules) {
        self.store = store
        self.tokens = tokens
        self.clock = clock
        self.rules = rules
        self.authentication = SensorAuthentication(store: store, tokens: tokens, rules: rules)
        self.tokenRate = RateLimiter(perMinute: rules.tokenRate, burst: rules.tokenRate)
        self.peerRate = RateLimiter(perMinute: rules.peerRate, burst: rules.peerRate)
        self.peerCap = DayCap(rules.peerCap)
    }

    package func register(on router: some RouterMethods<WebContext>) {
        router.post("/v1/enrolments") { request, context in
            try await self.counted { try await self.enrol(request, context) }
        }
        router.post("/v1/enrolments/rotate") { request, context in
            try await self.counted { try await self.rotate(request, context) }
        }
    }

    private func counted(_ body: () async throws -> Response) async throws -> Response {
        do {
            let response = try await body()
            self.metrics.made()
            return response
        } catch let problem as ProblemResponse {
            self.metrics.refused(problem.problem.code)
            throw problem
        }
    }

    private func enrol(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = self.clock.now()
        try self.limit(self.peerRate.secondsToWait(context.peer, now: now))
        let token = try await ProblemResponse.ofRefusal {
            try self.authentication.enrolmentToken(
                authorization: request.headers[.authorization], isCertified: context.isCertified, now: now)
        }
        try self.limit(self.tokenRate.secondsToWait(token.number, now: now))
        let install = try await Self.installID(in: request)
        try self.cap(self.peerCap.secondsToWait(context.peer, now: now))
        let secret = try SecretToken(.sensor)
        let outcome = try await self.store.enrol(
            install, token: token.number, hash: secret.hash, expiresAt: self.expiry(now), cap: self.rules.tokenCap,
            now: now)
        let answer = try self.answer(outcome, secret, ended: .tokenRevoked)
        // From its first credential on, the token may no longer post.
        if !token.hasEnrolled { try await self.tokens.refresh() }
        return answer
    }

    private func rotate(_ request: Request, _ context: WebContext) async throws -> Response {
        let now = self.clock.now()
        try self.limit(self.peerRate.secondsToWait(context.peer, now: now))
        let credential = try await ProblemResponse.ofRefusal {
            try await self.authentication.credential(authorization: request.headers[.authorization], now: now)
        }
        try self.cap(self.peerCap.secondsToWait(context.peer, now: now))
        let secret = try SecretToken(.sensor)
        let outcome = try await self.store.rotateCredential(
            credential.number, hash: secret.hash, expiresAt: self.expiry(now), now: now)
        return try self.answer(outcome, secret, ended: .credentialRevoked)
    }

    // MARK: - Pieces

    private func expiry(_ now: Timestamp) -> Timestamp? {
        guard self.rules.credentialDays > 0 else { return nil }
        return now.advanced(byMilliseconds: Int64(self.rules.credentialDays) * 86_400_000)
    }

    private func limit(_ wait: Int?) throws {
        if let wait { throw ProblemResponse(.rateLimited, retryAfter: wait) }
    }

    private func cap(_ wait: Int?) throws {
        if let wait { throw ProblemResponse(.enrolmentCap, retryAfter: wait) }
    }

    private static func installID(in request: Request) async throws -> UUIDBits {
        let buffer = try await request.body.collect(upTo: 4096)
        guard let asked = try? APICoding.decode(EnrolmentRequest.self, from: Data(buffer.readableBytesView)) else {
            throw ProblemResponse(.bodyInvalid)
        }
        guard let install = UUIDBits(asked.installID) else {
            throw ProblemResponse(.parameterInvalid, detail: "a UUID", field: "install_id")
        }
        return install
    }

    /// - Parameter ended: what is answered when token or credential has ended meanwhile.
    private func answer(
        _ outcome: EnrolmentOutcome, _ secret: SecretToken, ended: ProblemCode
    ) throws -> Response {
        switch outcome {
        case .ended: throw ProblemResponse(ended)
        case .capReached: throw ProblemResponse(.enrolmentCap, retryAfter: Self.capPause)
        case .made(let credential):
            let body = EnrolmentBody(
                credentialID: "crd_\(credential.number)", credential: secret.secret,
                installID: credential.installID.description, expiresAt: credential.expiresAt?.description)
            return Response(
                status: .created, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: try APICoding.encode(body))))
        }
    }
}
