import Foundation

/// A place in the walk: first over delegated grants, then over service principals and what each may do by itself.
struct EntraListingPlace: Codable {
    enum Part: String, Codable {
        case grants, principals
    }

    var part = Part.grants
    /// The page; `nil` for the part's first.
    var link: String?
}

/// The walk over everything that stands in a tenant.
struct EntraListing {
    let graph: EntraGraph

    func page(at place: EntraListingPlace, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        switch place.part {
        case .grants: try await self.delegated(place.link, in: conversation)
        case .principals: try await self.roles(place.link, in: conversation)
        }
    }

    private func delegated(_ link: String?, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        let first = try self.graph.listingURL("oauth2PermissionGrants", query: [("$top", "400")])
        let page: EntraPage<EntraGrant> = try await self.graph.page(
            link ?? first, needing: .directoryRead, in: conversation)
        let grants = page.value.prefix(500)
        let ids = Set(grants.flatMap { [$0.clientId, $0.principalId].compactMap(\.self) })
        let objects = try await self.graph.objects(ids, in: conversation)
        let standing = grants.compactMap { grant -> StandingGrant? in
            let person = grant.principalId.flatMap { objects[$0] }
            // A grant of somebody who has gone meanwhile has no address any more.
            guard let subject = grant.isTenantWide ? "" : person?.mail ?? person?.userPrincipalName else { return nil }
            return Self.standing(
                objects[grant.clientId], key: grant.clientId, subject: subject, scopes: grant.scopes,
                isTenantWide: grant.isTenantWide)
        }
        let next = EntraListingPlace(part: page.nextLink == nil ? .principals : .grants, link: page.nextLink)
        return GrantPage(grants: standing, next: try self.text(next, after: link, in: conversation))
    }

    private func roles(_ link: String?, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        let first = try self.graph.listingURL(
            "servicePrincipals", query: [("$select", "id,appId,displayName"), ("$top", "50")])
        let page: EntraPage<EntraObject> = try await self.graph.page(
            link ?? first, needing: .applicationRead, in: conversation)
        var standing: [StandingGrant] = []
        for principal in page.value.prefix(500) {
            let assignments = try await self.graph.roleAssignments(
                of: EntraPrincipalID(text: principal.id), in: conversation)
            guard !assignments.isEmpty else { continue }
            let resources = try await self.graph.objects(Set(assignments.map(\.resourceId)), in: conversation)
            let names = assignments.prefix(ProviderBounds.scopes).map { assignment in
                let role = resources[assignment.resourceId]?.appRoles?.first { $0.id == assignment.appRoleId }
                return ProviderBounds.cut(role?.value ?? assignment.appRoleId)
            }
            standing.append(
                Self.standing(principal, key: principal.id, subject: "", scopes: names, isTenantWide: true))
        }
        let next = page.nextLink.map { EntraListingPlace(part: .principals, link: $0) }
        return GrantPage(
            grants: standing,
            next: try next.map { place throws(ProviderAnswer) in
                try self.text(place, after: link, in: conversation)
            })
    }

    /// - Throws: `transient` for a page that names itself as its next.
    private func text(
        _ place: EntraListingPlace, after link: String?, in conversation: Conversation
    ) throws(ProviderAnswer) -> String {
        guard place.link == nil || place.link != link else {
            throw conversation.answer(.transient, "the listing names the same page as its next")
        }
        return try ListingCursor.text(place)
    }

    private static func standing(
        _ client: EntraObject?, key: String, subject: String, scopes: [String], isTenantWide: Bool
    ) -> StandingGrant {
        StandingGrant(
            subject: ProviderBounds.cut(subject), clientID: client?.appId.map(ProviderBounds.cut),
            vendorKey: ProviderBounds.cut(key), displayName: ProviderBounds.cut(client?.displayName ?? key),
            scopes: scopes, isTenantWide: isTenantWide)
    }
}
