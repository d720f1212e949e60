import Egress
import Foundation

/// The calls to Microsoft Graph.
struct EntraGraph: Sendable {
    private let base: ProviderAddress
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let base = try settings.address("base_url")
        let login = try settings.address("login_url")
        let tenant = PercentEncoding.encoded(try settings.requiredText("tenant_id"))
        let endpoint = "\(login.text)/\(tenant)/oauth2/v2.0/token"
        let clientID = try settings.requiredText("client_id")
        let credential = try EntraCredential(settings: settings)
        let issuer = TokenEndpoint(
            url: endpoint,
            form: { now throws(ProviderAnswer) in
                try credential.form(clientID: clientID, scope: "\(base.text)/.default", endpoint: endpoint, now: now)
            }, documentation: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow")
        self.base = base
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(), credential: .token(CallerToken(issuer: issuer)),
            requestIDHeader: "request-id")
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    // MARK: - Who is meant

    /// The service principal of the client: the mapped one, else the one whose application id is the client id.
    ///
    /// - Throws: `needs_mapping` when there is none, or more than one.
    func servicePrincipal(
        of target: GrantTarget, in conversation: Conversation
    ) async throws(ProviderAnswer) -> EntraPrincipalID {
        if let key = target.vendorKey { return EntraPrincipalID(text: key) }
        let query = [
            ("$filter", "appId eq '\(Self.literal(target.clientID))'"),
            ("$select", "id,appId,displayName,accountEnabled"),
        ]
        let found: EntraPage<EntraObject> = try await self.page(
            self.base.url(["v1.0", "servicePrincipals"], query: query), needing: .applicationRead, in: conversation)
        let exact = found.value.filter { $0.appId?.lowercased() == target.clientID.lowercased() }
        guard exact.count == 1, found.nextLink == nil else {
            throw conversation.answer(
                .needsMapping,
                exact.isEmpty
                    ? "no service principal has this application id" : "more than one service principal has this id")
        }
        return EntraPrincipalID(text: exact[0].id)
    }

    /// - Throws: `subject_missing` when nobody has this user principal name or mail address, `needs_mapping` when two
    ///   have.
    func person(_ address: String, in conversation: Conversation) async throws(ProviderAnswer) -> EntraPersonID {
        let direct = try await conversation.send(
            .listing(self.base.url(["v1.0", "users", address], query: [("$select", "id")])))
        if direct.status == 200 {
            return EntraPersonID(text: try conversation.decoded(EntraObject.self, from: direct).id)
        }
        guard direct.status == 404 else {
            throw EntraFault(direct).answer(whenNotFound: .subjectMissing, needing: .userRead, in: conversation)
        }
        // The mail address may be another than the user principal name.
        let query = [("$filter", "mail eq '\(Self.literal(address))'"), ("$select", "id")]
        let found: EntraPage<EntraObject> = try await self.page(
            self.base.url(["v1.0", "users"], query: query), needing: .userRead, in: conversation)
        guard let person = found.value.first else {
            throw EntraFault(direct).answer(whenNotFound: .subjectMissing, needing: .userRead, in: conversation)
        }
        guard found.value.count == 1 else {
            throw conversation.answer(.needsMapping, "more than one person has this mail address")
        }
        return EntraPersonID(text: person.id)
    }

    // MARK: - Grants

    /// The grants to a client, of one person or, with `nil`, of the whole tenant.
    ///
    /// The filter names the client, as that shortens the listing's delay.
    func grants(
        to client: EntraPrincipalID, of person: EntraPersonID?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [EntraGrant] {
        var filter = "clientId eq '\(Self.literal(client.text))' and consentType eq "
        filter += person.map { "'Principal' and principalId eq '\(Self.literal($0.text))'" } ?? "'AllPrincipals'"
        return try await self.all(
            self.base.url(["v1.0", "oauth2PermissionGrants"], query: [("$filter", filter)]), needing: .directoryRead,
            in: conversation)
    }

    /// What the app may do by itself.
    func roleAssignments(
        of client: EntraPrincipalID, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [EntraRoleAssignment] {
        try await self.all(
            self.base.url(["v1.0", "servicePrincipals", client.text, "appRoleAssignments"]),
            needing: .applicationRead, in: conversation)
    }

    func delete(_ grant: EntraGrant, in conversation: Conversation) async throws(ProviderAnswer) {
        try await self.delete(["oauth2PermissionGrants", grant.id], needing: .grantWrite, in: conversation)
    }

    func delete(_ role: EntraRoleAssignment, in conversation: Conversation) async throws(ProviderAnswer) {
        try await self.delete(
            ["servicePrincipals", role.resourceId, "appRoleAssignedTo", role.id], needing: .roleWrite, in: conversation)
    }

    // MARK: - Blocking

    func isEnabled(_ client: EntraPrincipalID, in conversation: Conversation) async throws(ProviderAnswer) -> Bool {
        let response = try await conversation.send(
            .listing(
                self.base.url(
                    ["v1.0", "servicePrincipals", client.text], query: [("$select", "id,accountEnabled")])))
        guard response.status == 200 else {
            throw EntraFault(response).answer(whenNotFound: .needsMapping, needing: .applicationRead, in: conversation)
        }
        return try conversation.decoded(EntraObject.self, from: response).accountEnabled ?? true
    }

    /// New sign-ins and renewals of tokens stop for everybody.
    func disable(_ client: EntraPrincipalID, in conversation: Conversation) async throws(ProviderAnswer) {
        let response = try await conversation.send(
            .json(
                .patch, url: self.base.url(["v1.0", "servicePrincipals", client.text]),
                body: "{\"accountEnabled\":false}"))
        guard (200..<300).contains(response.status) else {
            throw EntraFault(response).answer(
                whenNotFound: .needsMapping, needing: .applicationWrite, in: conversation)
        }
    }

    // MARK: - Health

    /// Deletes a grant that there is not: 404 when it would be permitted, and nothing changes.
    func tryDeleting(in conversation: Conversation) async throws(ProviderAnswer) {
        try await self.delete(["oauth2PermissionGrants", "gnomon-health"], needing: .grantWrite, in: conversation)
    }

    /// One person's page, to see whether people can be read.
    func tryReadingPeople(in conversation: Conversation) async throws(ProviderAnswer) {
        let _: EntraPage<EntraObject> = try await self.page(
            self.base.url(["v1.0", "users"], query: [("$select", "id"), ("$top", "1")]), needing: .userRead,
            in: conversation)
    }

    // MARK: - Pages

    /// One page of a listing, at its first address or at the link of the page before.
    func page<Item: Decodable & Sendable>(
        _ url: String, needing permission: EntraPermission, in conversation: Conversation
    ) async throws(ProviderAnswer) -> EntraPage<Item> {
        guard self.base.isOrigin(of: url) else {
            throw conversation.answer(.misconfigured, "the listing's link to the next page leads to another host")
        }
        let response = try await conversation.send(.listing(url))
        guard response.status == 200 else {
            throw EntraFault(response).answer(whenNotFound: .needsMapping, needing: permission, in: conversation)
        }
        return try conversation.decoded(EntraPage<Item>.self, from: response)
    }

    /// The first page of everything that stands, or of all service principals.
    func listingURL(_ collection: String, query: [(String, String)]) throws(ProviderAnswer) -> String {
        try self.base.url(["v1.0", collection], query: query)
    }

    /// People and service principals by their object ids, at most 1,000
    /// (learn.microsoft.com/graph/api/directoryobject-getbyids).
    func objects(
        _ ids: Set<String>, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [String: EntraObject] {
        guard !ids.isEmpty else { return [:] }
        guard let body = try? JSONEncoder().encode(["ids": ids.sorted(), "types": ["user", "servicePrincipal"]]) else {
            preconditionFailure("texts alone")
        }
        var request = EgressRequest.json(
            .post, url: try self.base.url(["v1.0", "directoryObjects", "getByIds"]),
            body: String(decoding: body, as: UTF8.self))
        request.maximumResponseBytes = EgressRequest.listingBytes
        let response = try await conversation.send(request)
        guard response.status == 200 else {
            throw EntraFault(response).answer(whenNotFound: .misconfigured, needing: .directoryRead, in: conversation)
        }
        let objects = try conversation.decoded(EntraPage<EntraObject>.self, from: response).value
        return Dictionary(objects.map { ($0.id, $0) }) { $1 }
    }

    private func all<Item: Decodable & Sendable>(
        _ url: String, needing permission: EntraPermission, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [Item] {
        var items: [Item] = []
        var next: String? = url
        // One person's grants to one client fill no ten pages; an answer that never ends is cut off.
        for _ in 0..<10 {
            guard let url = next else { return items }
            let page: EntraPage<Item> = try await self.page(url, needing: permission, in: conversation)
            items += page.value
            next = page.nextLink
        }
        throw conversation.answer(.transient, "the listing does not end")
    }

    private func delete(
        _ path: [String], needing permission: EntraPermission, in conversation: Conversation
    ) async throws(ProviderAnswer) {
        let response = try await conversation.send(.deleting(self.base.url(["v1.0"] + path)))
        // Listed a moment ago and gone now: somebody else was faster.
        guard (200..<300).contains(response.status) || response.status == 404 else {
            throw EntraFault(response).answer(whenNotFound: .alreadyAbsent, needing: permission, in: conversation)
        }
    }

    /// Text inside an OData literal (OData 4.01 URL conventions §5.1.1.6.1: a quote is doubled).
    private static func literal(_ text: String) -> String {
        text.replacing("'", with: "''")
    }
}
