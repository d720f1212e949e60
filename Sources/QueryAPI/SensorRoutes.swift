import APIModel
import Access
import Grants
import Hummingbird
import Store
import Web

/// Sensors, their credentials, and the list by which they open a coaching page.
extension QueryRoutes {
    static let sensorTable = [
        route("GET", "/v1/sensors", .readInventory) { routes, request, _, _ in try await routes.sensors(request) },
        route("GET", "/v1/credentials", .manageTokens) { routes, request, _, _ in
            try await routes.credentials(request)
        },
        route("DELETE", "/v1/credentials", .manageTokens) { routes, request, _, actor in
            try await routes.revokeCredentials(try routes.choice(request), actor)
        },
        route("DELETE", "/v1/credentials/{id}", .manageTokens) { routes, _, context, actor in
            try await routes.revokeCredentials(.number(try routes.number(context, prefix: "crd_")), actor)
        },
        route("GET", "/v1/plugin-policy", .readInventory) { routes, _, _, _ in try await routes.pluginPolicy() },
        route("POST", "/v1/plugin-policy/clients", .changePluginPolicy) { routes, request, _, actor in
            try await routes.putPluginPolicyEntry(request, actor)
        },
        route("DELETE", "/v1/plugin-policy/clients/{id}", .changePluginPolicy) { routes, _, context, actor in
            try await routes.removePluginPolicyEntry(context, actor)
        },
        route("PUT", "/v1/plugin-policy/message", .changePluginPolicy) { routes, request, _, actor in
            try await routes.setPluginPolicyMessage(request, actor)
        },
    ]

    // MARK: - Sensors

    private func sensors(_ request: Request) async throws -> Response {
        let page = try await self.store.sensors(
            self.listRequest(request), silentAfter: Int64(self.surroundings.silentDays) * 86_400_000,
            now: self.clock.now())
        return try self.list(page.map(Self.body), of: request)
    }

    private static func body(_ sensor: SensorRecord) -> SensorBody {
        SensorBody(
            installID: sensor.installID.description, state: sensor.state.rawValue,
            firstReportAt: sensor.firstReportAt?.description, lastReportAt: sensor.lastReportAt?.description,
            enrolledAt: sensor.enrolledAt?.description, pluginVersion: sensor.pluginVersion, browser: sensor.browser,
            os: sensor.os, dropped: sensor.dropped, credentials: sensor.credentials)
    }

    private func credentials(_ request: Request) async throws -> Response {
        let page = try await self.store.sensorCredentials(self.listRequest(request), now: self.clock.now())
        return try self.list(page.map(Self.body), of: request)
    }

    private static func body(_ record: CredentialRecord) -> CredentialBody {
        let credential = record.credential
        return CredentialBody(
            id: "crd_\(credential.number)", installID: credential.installID.description,
            tokenID: "enr_\(credential.tokenNumber)", tokenName: record.tokenName, state: record.state.rawValue,
            createdAt: credential.createdAt.description, expiresAt: credential.expiresAt?.description,
            revokedAt: credential.revokedAt?.description)
    }

    /// Those of one sensor or of one enrolment token, which the query names.
    private func choice(_ request: Request) throws -> Store.CredentialChoice {
        let filters = try self.listRequest(request).filters
        if filters.count == 1, let id = filters["install_id"]?.first.flatMap({ UUIDBits($0) }) { return .sensor(id) }
        if filters.count == 1, let token = filters["token"]?.first, token.hasPrefix("enr_"),
            let number = Int64(token.dropFirst(4))
        {
            return .token(number)
        }
        throw ProblemResponse(.parameterInvalid, detail: "install_id or token, and nothing else")
    }

    private func revokeCredentials(
        _ choice: Store.CredentialChoice, _ actor: RequestActor
    ) async throws -> Response {
        let numbers = try await self.store.revokeCredentials(
            choice, by: Author(person: actor.personNumber), now: self.clock.now())
        return try self.json(RevocationBody(revoked: numbers.map { "crd_\($0)" }))
    }

    // MARK: - The plugin's list

    private func pluginPolicy() async throws -> Response {
        let policy = try await self.store.pluginPolicy()
        return try self.json(
            PluginPolicyBody(
                issue: policy.issue, changedAt: policy.changedAt?.description, message: policy.message,
                clients: policy.entries.map(Self.body)))
    }

    private func putPluginPolicyEntry(_ request: Request, _ actor: RequestActor) async throws -> Response {
        let entry = try self.entry(try await self.body(PluginPolicyEntryRequest.self, of: request))
        let (number, isNew) = try await self.store.putPluginPolicyEntry(
            entry, by: actor.personNumber, now: self.clock.now())
        guard let made = try await self.store.pluginPolicy().entries.first(where: { $0.number == number }) else {
            throw ProblemResponse(.notFound)
        }
        return try self.json(Self.body(made), status: isNew ? .created : .ok)
    }

    private func removePluginPolicyEntry(_ context: WebContext, _ actor: RequestActor) async throws -> Response {
        try await self.store.removePluginPolicyEntry(
            try self.number(context, prefix: "ppe_"), by: actor.personNumber, now: self.clock.now())
        return Response(status: .noContent)
    }

    private func setPluginPolicyMessage(_ request: Request, _ actor: RequestActor) async throws -> Response {
        let asked = try await self.body(PluginPolicyMessage.self, of: request)
        let text = try Self.checked(asked.message, "message", 0...500)
        _ = try await self.store.setPluginPolicyMessage(text, by: actor.personNumber, now: self.clock.now())
        return try await self.pluginPolicy()
    }

    private func entry(_ asked: PluginPolicyEntryRequest) throws -> PluginPolicyEntry {
        guard self.surroundings.catalog.isProvider(asked.provider) else {
            throw ProblemResponse(
                .parameterInvalid, detail: "no provider has this id; see gnomon catalog lookup", field: "provider")
        }
        guard let state = PluginPolicyEntry.State(rawValue: asked.state ?? PluginPolicyEntry.State.blocked.rawValue)
        else {
            let known = PluginPolicyEntry.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProblemResponse(.parameterInvalid, detail: "one of: \(known)", field: "state")
        }
        let alternative = try asked.alternative.map { alternative in
            guard alternative.url.lowercased().hasPrefix("https://"), !alternative.url.contains(" ") else {
                throw ProblemResponse(.parameterInvalid, detail: "an https address", field: "alternative.url")
            }
            return PluginPolicyEntry.Alternative(
                name: try Self.checked(alternative.name, "alternative.name", 1...100),
                url: try Self.checked(alternative.url, "alternative.url", 9...512))
        }
        return PluginPolicyEntry(
            providerID: asked.provider, clientID: try Self.checked(asked.clientID, "client_id", 1...512),
            state: state, reason: try Self.checked(asked.reason, "reason", 1...280), alternative: alternative)
    }

    private static func body(_ record: PluginPolicyRecord) -> PluginPolicyEntryBody {
        let entry = record.entry
        return PluginPolicyEntryBody(
            id: "ppe_\(record.number)", provider: entry.providerID, clientID: entry.clientID,
            state: entry.state.rawValue, reason: entry.reason,
            alternative: entry.alternative.map { AlternativeBody(name: $0.name, url: $0.url) },
            author: record.author, createdAt: record.createdAt.description)
    }

    /// A text of so many characters without control characters.
    private static func checked(_ text: String, _ field: String, _ lengths: ClosedRange<Int>) throws -> String {
        guard lengths.contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw ProblemResponse(
                .parameterInvalid, detail: "\(lengths.lowerBound) to \(lengths.upperBound) printable characters",
                field: field)
        }
        return text
    }
}
