import APIModel
package import Access
import Foundation
import Governance
import Grants
package import Hummingbird
package import Store
package import Web

/// The reading and deciding interface under `/v1`.
package struct QueryRoutes: Sendable {
    /// What the routes need beside the store.
    package struct Surroundings: Sendable {
        /// The product's version.
        package var version: String
        package var catalog: CatalogAccess
        /// The judge in force.
        package var judge: @Sendable () -> Judge
        /// Puts another judge in force.
        package var replaceJudge: @Sendable (Judge) -> Void
        /// Whether a kept report names this address.
        package var namesAddress: @Sendable (InboxReport, String) -> Bool
        /// How approvals work here.
        package var terms: ApprovalTerms
        package var connectors: ConnectorAccess
        /// Days without a report after which a sensor is silent.
        package var silentDays: Int

        package init(
            version: String, catalog: CatalogAccess, judge: @escaping @Sendable () -> Judge,
            replaceJudge: @escaping @Sendable (Judge) -> Void,
            namesAddress: @escaping @Sendable (InboxReport, String) -> Bool, terms: ApprovalTerms,
            connectors: ConnectorAccess, silentDays: Int
        ) {
            self.version = version
            self.catalog = catalog
            self.judge = judge
            self.replaceJudge = replaceJudge
            self.namesAddress = namesAddress
            self.terms = terms
            self.connectors = connectors
            self.silentDays = silentDays
        }
    }

    typealias Handler = @Sendable (QueryRoutes, Request, WebContext, RequestActor) async throws -> Response

    let store: Store
    let tokens: TokenDirectory
    let clock: WallClock
    let surroundings: Surroundings
    /// Bulk decisions by person, in this process.
    let bulkPace = RateLimiter<Int64>(perMinute: BulkRequest.runsAMinute, burst: 1)

    package init(store: Store, tokens: TokenDirectory, clock: WallClock, surroundings: Surroundings) {
        self.store = store
        self.tokens = tokens
        self.clock = clock
        self.surroundings = surroundings
    }

    /// Every route with its permission and its handler.
    static let table =
        Self.coreTable + Self.catalogTable + Self.actionTable + Self.jobTable + Self.connectorTable
        + Self.listingTable + Self.webhookTable + Self.sensorTable

    private static let coreTable: [(rule: RouteRule, handler: Handler)] = [
        route("GET", "/v1/findings", .readInventory) { routes, request, context, _ in
            try await routes.findings(request, context)
        },
        route("GET", "/v1/findings/{id}", .readInventory) { routes, request, context, _ in
            try await routes.finding(request, context)
        },
        route("POST", "/v1/findings/{id}/status", .decideFindings) { routes, request, context, actor in
            try await routes.moveFinding(request, context, actor)
        },
        route("GET", "/v1/grants", .readInventory) { routes, request, context, _ in
            try await routes.grants(request, context)
        },
        route("GET", "/v1/connections", .readInventory) { routes, request, context, _ in
            try await routes.connections(request, context)
        },
        route("GET", "/v1/apps", .readInventory) { routes, request, context, _ in
            try await routes.apps(request, context)
        },
        route("GET", "/v1/apps/{id}", .readInventory) { routes, request, context, _ in
            try await routes.app(request, context)
        },
        route("GET", "/v1/actions", .readInventory) { routes, request, context, _ in
            try await routes.actions(request, context)
        },
        route("GET", "/v1/log", .readLog) { routes, request, context, _ in
            try await routes.log(request, context)
        },
        route("GET", "/v1/status", .readInventory) { routes, request, context, _ in
            try await routes.status(request, context)
        },
        route("POST", "/v1/risk/backtest", .testModels) { routes, request, context, _ in
            try await routes.backtest(request, context)
        },
        route("GET", "/v1/policy", .readInventory) { routes, request, context, _ in
            try await routes.policy(request, context)
        },
        route("PUT", "/v1/policy", .changePolicy) { routes, request, context, actor in
            try await routes.applyPolicy(request, context, actor)
        },
        route("GET", "/v1/enrolment-tokens", .manageTokens) { routes, request, context, _ in
            try await routes.enrolmentTokens(request, context)
        },
        route("POST", "/v1/enrolment-tokens", .manageTokens) { routes, request, context, actor in
            try await routes.createEnrolmentToken(request, context, actor)
        },
        route("POST", "/v1/enrolment-tokens/{id}/rotate", .manageTokens) { routes, request, context, actor in
            try await routes.rotateEnrolmentToken(request, context, actor)
        },
        route("DELETE", "/v1/enrolment-tokens", .manageTokens) { routes, request, context, actor in
            try await routes.revokeEnrolmentTokens(request, context, actor)
        },
        route("DELETE", "/v1/enrolment-tokens/{id}", .manageTokens) { routes, request, context, actor in
            try await routes.revokeEnrolmentToken(request, context, actor)
        },
        route("GET", "/v1/tokens", .manageTokens) { routes, request, context, _ in
            try await routes.apiTokens(request, context)
        },
        route("POST", "/v1/tokens", .manageTokens) { routes, request, context, actor in
            try await routes.createAPIToken(request, context, actor)
        },
        route("DELETE", "/v1/tokens/{id}", .manageTokens) { routes, request, context, actor in
            try await routes.revokeAPIToken(request, context, actor)
        },
        route("POST", "/v1/people/export", .managePeople) { routes, request, context, _ in
            try await routes.exportPerson(request, context)
        },
        route("POST", "/v1/people/erase", .managePeople) { routes, request, context, actor in
            try await routes.erasePerson(request, context, actor)
        },
    ]

    static func route(
        _ method: String, _ path: String, _ permission: Permission, _ handler: @escaping Handler
    ) -> (rule: RouteRule, handler: Handler) {
        (RouteRule(method: method, path: path, permission: permission), handler)
    }

    /// The table of who may call what.
    package static var rules: [RouteRule] { Self.table.map(\.rule) }

    package func register(on router: some RouterMethods<WebContext>) {
        let authentication = Authentication(tokens: self.tokens, clock: self.clock)
        for (rule, handler) in Self.table {
            guard let method = HTTPRequest.Method(rawValue: rule.method) else { continue }
            router.on(RouterPath(rule.path), method: method) { request, context in
                let actor = try authentication.actor(of: request, for: rule.permission)
                return try await handler(self, request, context, actor)
            }
        }
    }
}
