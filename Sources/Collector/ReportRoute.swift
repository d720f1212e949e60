import APIModel
package import Access
import Grants
package import Hummingbird
import Reports
package import Store
package import Web

/// `POST /v1/reports`: takes one gzip report and answers after it is on disk.
package struct ReportRoute: Sendable {
    private let store: Store
    private let authentication: SensorAuthentication
    private let clock: WallClock
    private let decoders: ReportDecoderPool
    private let limits: ReportLimits
    private let metrics = CollectorMetrics()
    private let credentialRate: RateLimiter<ReportSender>
    private let peerRate: RateLimiter<String>
    private let installRate: RateLimiter<InstallKey>

    private struct InstallKey: Hashable {
        var sender: ReportSender
        var install: UUIDBits
    }

    package init(store: Store, tokens: TokenDirectory, clock: WallClock, config: CollectorConfig) {
        self.store = store
        self.authentication = SensorAuthentication(store: store, tokens: tokens, rules: config.enrolment)
        self.clock = clock
        self.decoders = ReportDecoderPool(rules: config.rules)
        self.limits = config.rules.limits
        self.credentialRate = RateLimiter(perSecond: config.credentialRate, burst: config.credentialRate * 2)
        self.peerRate = RateLimiter(perSecond: config.peerRate, burst: config.peerRate * 2)
        self.installRate = RateLimiter(perSecond: config.installRate, burst: config.installRate * 10)
    }

    package func register(on router: some RouterMethods<WebContext>) {
        router.post("/v1/reports") { request, context in try await self.answer(request, context) }
    }

    /// Answers one request; every refusal is counted by its code.
    func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        do {
            return try await self.accept(request, context)
        } catch let problem as ProblemResponse {
            if let code = ProblemCode(rawValue: problem.problem.code) { RefusedRequests.count(code) }
            throw problem
        } catch let error as StoreError {
            if let code = ProblemCode(rawValue: error.code.rawValue) { RefusedRequests.count(code) }
            throw error
        }
    }

    private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
        let receivedAt = self.clock.now()
        // Before the sender is known: that may cost a look-up.
        try self.limit(self.peerRate.secondsToWait(context.peer, now: receivedAt))
        let sender = try await self.authenticated(request, context, at: receivedAt)
        try self.limit(self.credentialRate.secondsToWait(sender, now: receivedAt))
        let isGzip = try Self.isGzip(request)
        let body = try await self.body(of: request)
        let (decoded, digest) = try self.decode(body, isGzip: isGzip, receivedAt)
        guard sender.installID ?? decoded.report.installID == decoded.report.installID else {
            throw ProblemResponse(.installMismatch, field: "install_id")
        }
        let key = InstallKey(sender: sender, install: decoded.report.installID)
        try self.limit(self.installRate.secondsToWait(key, now: receivedAt))

        let admission = try self.admission(of: decoded, digest, body, isGzip, sender, receivedAt)
        let outcome = try await self.store.admit(admission)
        let isNew = outcome == .stored
        let accepted = isNew ? admission.events : 0
        let duplicate = admission.repeatedEvents + (isNew ? 0 : admission.events)
        self.metrics.admitted(
            received: decoded.receivedEvents, accepted: accepted, duplicate: duplicate,
            unknownFields: decoded.unknownFields, stripped: decoded.strippedValues)
        for event in decoded.rejected { self.metrics.rejected(event.reason) }
        return Self.answer(accepted: accepted, duplicate: duplicate, rejected: decoded.rejected)
    }

    // MARK: - Before the body

    private func authenticated(
        _ request: Request, _ context: WebContext, at now: Timestamp
    ) async throws -> ReportSender {
        try await ProblemResponse.ofRefusal {
            try await self.authentication.sender(
                authorization: request.headers[.authorization], isCertified: context.isCertified, now: now)
        }
    }

    private func limit(_ wait: Int?) throws {
        if let wait { throw ProblemResponse(.rateLimited, retryAfter: wait) }
    }

    private static func isGzip(_ request: Request) throws -> Bool {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type == "application/json" else {
            throw ProblemResponse(.mediaTypeUnsupported, headers: [.accept: "application/json"])
        }
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "", "identity": return false
        case "gzip", "x-gzip": return true
        default:
            throw ProblemResponse(.contentCodingUnsupported, headers: [.acceptEncoding: "gzip"])
        }
    }

    // MARK: - The body

    private func body(of request: Request) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > self.limits.compressedBytes {
            throw ProblemResponse(.bodyTooLarge)
        }
        do {
            var buffer = try await request.body.collect(upTo: self.limits.compressedBytes)
            return buffer.readBytes(length: buffer.readableBytes) ?? []
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw ProblemResponse(.bodyTooLarge)
        }
    }

    private func decode(
        _ body: [UInt8], isGzip: Bool, _ receivedAt: Timestamp
    ) throws -> (report: DecodedReport, digest: [UInt8]) {
        do {
            return try body.withUnsafeBufferPointer {
                try self.decoders.decode($0, isGzip: isGzip, receivedAt: receivedAt)
            }
        } catch let refusal as ReportRefusal {
            throw ProblemResponse(ProblemCode(rawValue: refusal.code.rawValue) ?? .bodyInvalid, field: refusal.field)
        }
    }

    /// What is kept: the received bytes when nothing had to be removed, otherwise the report encoded anew.
    private func admission(
        of decoded: DecodedReport, _ digest: [UInt8], _ body: [UInt8], _ isGzip: Bool, _ sender: ReportSender,
        _ receivedAt: Timestamp
    ) throws -> Admission {
        let report = decoded.report
        let coding: Admission.Coding
        let kept: [UInt8]
        if report.events.isEmpty {
            (coding, kept) = (.none, [])
        } else if decoded.isStorableAsReceived {
            (coding, kept) = (isGzip ? .gzip : .identity, body)
        } else {
            guard let deflated = GzipDeflater.deflate(ReportEncoder.text(of: report)) else {
                throw StoreError(.unavailable, "no memory to compress a report")
            }
            (coding, kept) = (.gzip, deflated)
        }
        return Admission(
            installID: report.installID, tokenNumber: sender.tokenNumber, digest: digest, receivedAt: receivedAt,
            skewMilliseconds: ClockSkew(receivedAt: receivedAt, sentAt: report.sentAt).milliseconds,
            events: report.events.count, repeatedEvents: decoded.repeatedEvents,
            rejected: decoded.rejected.reduce(into: [:]) { $0[$1.reason, default: 0] += 1 },
            coding: coding, body: kept, report: report)
    }

    /// The answer of `schemas/grant-report-answer.v1.json`; ids and reasons need no escaping.
    private static func answer(accepted: Int, duplicate: Int, rejected: [RejectedEvent]) -> Response {
        let rejections = rejected.map { event in
            let id = event.eventID.map { "\"\($0)\"" } ?? "null"
            return "{\"event_id\":\(id),\"reason\":\"\(event.reason.rawValue)\"}"
        }
        let answer =
            "{\"accepted\":\(accepted),\"duplicate\":\(duplicate),\"rejected\":[\(rejections.joined(separator: ","))]}"
        return Response(
            status: .accepted, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: answer)))
    }
}
