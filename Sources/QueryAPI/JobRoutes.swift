import APIModel
import Access
import Cryptography
import Foundation
import Grants
import Hummingbird
import Store
import Web

/// Jobs and their receipts.
extension QueryRoutes {
    static let jobTable = [
        route("GET", "/v1/jobs", .readInventory) { routes, request, _, _ in
            let page = try await routes.store.jobs(routes.listRequest(request))
            return try routes.list(page.map(BodyMapping.job), of: request)
        },
        route("GET", "/v1/jobs/{id}", .readInventory) { routes, _, context, _ in
            try await routes.job(routes.number(context, prefix: "job_"))
        },
        route("GET", "/v1/jobs/{id}/receipt", .readInventory) { routes, request, context, _ in
            try await routes.receipt(request, context)
        },
        route("POST", "/v1/jobs/{id}/retry", .manageJobs) { routes, request, context, actor in
            try await routes.change(request, context, actor) { number, word, now in
                try await routes.store.retryJob(number, word, now: now)
            }
        },
        route("POST", "/v1/jobs/{id}/cancel", .manageJobs) { routes, request, context, actor in
            try await routes.change(request, context, actor) { number, word, now in
                try await routes.store.cancelJob(number, word, judge: routes.surroundings.judge(), now: now)
            }
        },
        route("POST", "/v1/jobs/{id}/attest", .manageJobs) { routes, request, context, actor in
            try await routes.change(request, context, actor) { number, word, now in
                _ = try await routes.store.attestJob(number, word, judge: routes.surroundings.judge(), now: now)
            }
        },
    ]

    private func job(_ number: Int64) async throws -> Response {
        guard let (job, attempts) = try await self.store.job(number) else { throw ProblemResponse(.notFound) }
        return try self.json(
            JobDetailBody(job: BodyMapping.job(job), attempts: attempts.map(BodyMapping.attempt)))
    }

    /// Lets a person decide and answers with what the job has become.
    private func change(
        _ request: Request, _ context: WebContext, _ actor: RequestActor,
        _ change: (_ number: Int64, Decision, _ now: Timestamp) async throws -> Void
    ) async throws -> Response {
        let number = try self.number(context, prefix: "job_")
        let asked = try await self.body(DecisionRequest.self, of: request)
        try await change(number, try Self.word(of: actor, asked.reason), self.clock.now())
        return try await self.job(number)
    }

    /// The receipt as JSON, or as a page for people with `?format=html` or `Accept: text/html`.
    private func receipt(_ request: Request, _ context: WebContext) async throws -> Response {
        let number = try self.number(context, prefix: "job_")
        let isPage = try Self.wantsPage(request)
        guard let (bytes, hash) = try await self.store.receipt(ofJob: number) else {
            throw ProblemResponse(.notFound, detail: "job_\(number) has no receipt, or is not over yet")
        }
        let isVerified = isEqualInConstantTime(SHA256.hash(bytes), hash)
        guard isPage else {
            // The bytes that were hashed go out as they are: encoded anew they could become others.
            let parts = [
                Array("{\"hash\":\"\(hash.hexadecimal)\",\"receipt\":".utf8), bytes,
                Array(",\"verified\":\(isVerified)}".utf8),
            ]
            return Response(
                status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: parts.joined())))
        }
        return try ReceiptPage(bytes: bytes, hash: hash, isVerified: isVerified).response
    }

    private static func wantsPage(_ request: Request) throws -> Bool {
        switch request.uri.queryParameters.get("format") {
        case "html": true
        case "json": false
        case nil: request.headers[.accept].map { $0.lowercased().contains("text/html") } ?? false
        default: throw ProblemResponse(.parameterInvalid, detail: "html or json", field: "format")
        }
    }
}
