import APIModel
import Access
import Grants
import Hummingbird
import Store
import Web

/// Outgoing events.
extension QueryRoutes {
    static let webhookTable = [
        route("GET", "/v1/webhooks", .manageConnectors) { routes, request, _, _ in
            try routes.refuseParameters(of: request)
            let rows = try await routes.store.webhooks().map { WebhookBody($0) }
            return try routes.json(ListBody(data: rows, nextCursor: nil))
        },
        route("POST", "/v1/webhooks", .manageConnectors) { routes, request, _, actor in
            let asked = try await routes.body(WebhookRequest.self, of: request)
            let (number, secret) = try await routes.refusing {
                try await routes.surroundings.connectors.addWebhook(asked, actor)
            }
            return try await routes.webhook(number, secret: secret)
        },
        route("POST", "/v1/webhooks/{id}/replay", .manageConnectors) { routes, request, context, actor in
            let number = try routes.number(context, prefix: "whk_")
            let asked = try await routes.body(ReplayRequest.self, of: request)
            guard let since = Timestamp(asked.since) else {
                throw ProblemResponse(.parameterInvalid, detail: "a time, RFC 3339 in UTC", field: "since")
            }
            let entries = try await routes.store.replayWebhook(
                number, since: since, by: Author(person: actor.personNumber), now: routes.clock.now())
            return try routes.json(ReplayAnswer(entries: entries))
        },
        route("DELETE", "/v1/webhooks/{id}", .manageConnectors) { routes, _, context, actor in
            try await routes.store.removeWebhook(
                try routes.number(context, prefix: "whk_"), by: Author(person: actor.personNumber),
                now: routes.clock.now())
            return Response(status: .noContent)
        },
    ]

    private func webhook(_ number: Int64, secret: String) async throws -> Response {
        guard let record = try await self.store.webhooks().first(where: { $0.number == number }) else {
            throw ProblemResponse(.notFound)
        }
        var body = WebhookBody(record)
        body.secret = secret
        return try self.json(body, status: .created)
    }
}

extension WebhookBody {
    init(_ record: WebhookRecord) {
        self.init(
            id: "whk_\(record.number)", url: record.url, events: record.events, networks: record.networks,
            withAddresses: record.withAddresses,
            state: record.isDisabled ? "disabled" : record.failingSince == nil ? "active" : "failing",
            problem: record.problem, failingSince: record.failingSince?.description, position: record.position,
            secretLastFour: record.secret.lastFour, createdAt: record.createdAt.description)
    }
}
