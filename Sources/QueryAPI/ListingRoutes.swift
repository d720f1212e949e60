import APIModel
import Access
import Grants
import Hummingbird
import Store
import Web

/// Listings of connectors, and what they found standing.
extension QueryRoutes {
    static let listingTable = [
        route("GET", "/v1/listings", .readInventory) { routes, request, _, _ in
            guard request.uri.queryParameters.isEmpty else {
                throw ProblemResponse(.filterUnknown, detail: "the newest 100 listings; the list takes no parameters")
            }
            let runs = try await routes.store.listings(limit: 100)
            return try routes.json(ListBody(data: runs.map(ListingBody.init), nextCursor: nil))
        },
        route("POST", "/v1/connectors/{id}/listings", .manageJobs) { routes, _, context, actor in
            let run = try await routes.store.beginListing(
                of: try routes.number(context, prefix: "cnr_"), by: Author(person: actor.personNumber),
                now: routes.clock.now())
            return try routes.json(ListingBody(run), status: .accepted)
        },
        route("GET", "/v1/standing-grants", .readInventory) { routes, request, _, _ in
            let list = try routes.listRequest(request, adding: ["state": ["standing"]])
            return try routes.list(try await routes.store.standingGrants(list).map(StandingGrantBody.init), of: request)
        },
    ]
}

extension ListingBody {
    init(_ run: ListingRun) {
        self.init(
            id: "lst_\(run.number)", connectorID: "cnr_\(run.connector)", state: run.state.rawValue, pages: run.pages,
            seen: run.seen, total: run.total, gone: run.gone, problem: run.problem,
            startedAt: run.startedAt.description, changedAt: run.changedAt.description)
    }
}

extension StandingGrantBody {
    init(_ view: StandingGrantView) {
        let requested = view.wasObserved ? view.requested : nil
        self.init(
            id: "stg_\(view.number)", connectorID: "cnr_\(view.connector)",
            person: view.address ?? view.domain.map { "someone at \($0)" }, client: view.name, clientID: view.clientID,
            vendorKey: view.vendorKey, tenantWide: view.isTenantWide,
            source: view.wasObserved ? "both" : "confirmed", grantID: view.grantNumber.map { "grn_\($0)" },
            grantedScopes: view.scopes, notGranted: requested.map { Self.difference($0, view.scopes) } ?? [],
            notRequested: requested.map { Self.difference(view.scopes, $0) } ?? [],
            grantedAt: view.grantedAt?.description, lastUsedAt: view.lastUsedAt?.description,
            firstSeen: view.firstSeen.description, lastSeen: view.lastSeen.description,
            goneAt: view.goneAt?.description)
    }

    private static func difference(_ first: [String], _ second: [String]) -> [String] {
        let others = Set(second)
        return first.filter { !others.contains($0) }
    }
}
