import APIModel
import Access
import Foundation
import Hummingbird
import Store
import Web

/// Connectors to the apps' own interfaces.
extension QueryRoutes {
    static let connectorTable = [
        route("GET", "/v1/connector-kinds", .readInventory) { routes, _, _, _ in
            try routes.json(ListBody(data: routes.surroundings.connectors.kinds(), nextCursor: nil))
        },
        route("GET", "/v1/connectors", .readInventory) { routes, request, _, _ in
            try await routes.connectors(request)
        },
        route("POST", "/v1/connectors", .manageConnectors) { routes, request, _, actor in
            try await routes.addConnector(request, actor)
        },
        route("POST", "/v1/connectors/{id}/test", .manageConnectors) { routes, _, context, actor in
            try await routes.testConnector(context, actor)
        },
        route("POST", "/v1/connectors/{id}/rotate", .manageConnectors) { routes, request, context, actor in
            try await routes.rotateConnector(request, context, actor)
        },
        route("POST", "/v1/connectors/{id}/pause", .manageJobs) { routes, request, context, actor in
            try await routes.pauseConnector(request, context, actor)
        },
        route("POST", "/v1/connectors/{id}/mappings", .manageJobs) { routes, request, context, actor in
            try await routes.mapClient(request, context, actor)
        },
        route("DELETE", "/v1/connectors/{id}", .manageConnectors) { routes, _, context, actor in
            try await routes.disableConnector(context, actor)
        },
        route("POST", "/v1/vault/rotate", .manageConnectors) { routes, _, _, actor in
            let count = try await routes.refusing { try await routes.surroundings.connectors.rewrap(actor) }
            return try routes.json(VaultRotation(secrets: count))
        },
    ]

    private func connectors(_ request: Request) async throws -> Response {
        try self.refuseParameters(of: request)
        let bodies = try await self.store.connectors().map(self.surroundings.connectors.body)
        return try self.json(ListBody(data: bodies, nextCursor: nil))
    }

    private func addConnector(_ request: Request, _ actor: RequestActor) async throws -> Response {
        let asked = try await self.body(ConnectorRequest.self, of: request)
        let number = try await self.refusing { try await self.surroundings.connectors.add(asked, actor) }
        return try await self.connector(number, status: .created)
    }

    private func testConnector(_ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let number = try self.number(context, prefix: "cnr_")
        return try self.json(try await self.refusing { try await self.surroundings.connectors.test(number, actor) })
    }

    private func rotateConnector(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let number = try self.number(context, prefix: "cnr_")
        let asked = try await self.body(SecretsRequest.self, of: request)
        try await self.refusing { try await self.surroundings.connectors.rotate(number, asked.secrets, actor) }
        return try await self.connector(number)
    }

    private func pauseConnector(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let number = try self.number(context, prefix: "cnr_")
        let asked = try await self.body(PauseRequest.self, of: request)
        if let reason = asked.reason, !(1...300).contains(reason.utf8.count) {
            throw ProblemResponse(.parameterInvalid, detail: "1 to 300 bytes", field: "reason")
        }
        try await self.store.pauseConnector(
            number, because: asked.reason.map { "paused: \($0)" }, by: Author(person: actor.personNumber),
            now: self.clock.now())
        return try await self.connector(number)
    }

    private func mapClient(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let number = try self.number(context, prefix: "cnr_")
        let asked = try await self.body(MappingRequest.self, of: request)
        for (field, text) in [("client_id", asked.clientID), ("vendor_key", asked.vendorKey)] {
            guard (1...512).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw ProblemResponse(.parameterInvalid, detail: "1 to 512 printable bytes", field: field)
            }
        }
        try await self.store.mapClient(
            asked.clientID, to: asked.vendorKey, at: number, by: Author(person: actor.personNumber),
            person: actor.personNumber, now: self.clock.now())
        return try await self.connector(number)
    }

    private func disableConnector(_ context: WebContext, _ actor: RequestActor) async throws -> Response {
        try await self.store.disableConnector(
            try self.number(context, prefix: "cnr_"), by: Author(person: actor.personNumber), now: self.clock.now())
        return Response(status: .noContent)
    }

    // MARK: - Pieces

    /// Seconds after which it makes sense to ask again for what a person has to mend first.
    private static let mendingSeconds = 60

    private func connector(_ number: Int64, status: HTTPResponse.Status = .ok) async throws -> Response {
        guard let record = try await self.store.connectors().first(where: { $0.number == number }) else {
            throw ProblemResponse(.notFound)
        }
        return try self.json(self.surroundings.connectors.body(record), status: status)
    }

    func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as ConnectorRefusal {
            throw ProblemResponse(
                refusal.code, detail: refusal.detail, retryAfter: refusal.code.status == 503 ? Self.mendingSeconds : nil
            )
        }
    }
}
