import Egress
import Foundation

/// The calls to Dropbox's team interface: every one a POST with JSON.
struct DropboxTeam: Sendable {
    /// Members of one look-up.
    private static let membersPerCall = 100

    private let base: ProviderAddress
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let base = try settings.address("base_url")
        let key = try settings.requiredText("app_key")
        let secret = try settings.secretText("app_secret") ?? ""
        let refreshToken = try settings.secretText("refresh_token") ?? ""
        self.base = base
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(),
            credential: .token(
                CallerToken(
                    issuer: TokenEndpoint(
                        url: "\(base.text)/oauth2/token",
                        form: { _ throws(ProviderAnswer) in
                            [
                                ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", key),
                                ("client_secret", secret),
                            ]
                        }, documentation: DropboxFault.documentation))),
            // A missing scope has the same status, and a new token would not have it either.
            refusesToken: { $0.status == 401 && DropboxFault($0).isAboutToken },
            requestIDHeader: "X-Dropbox-Request-Id")
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    /// The member's id.
    ///
    /// - Throws: `subject_missing` when no member has this address.
    func member(_ address: String, in conversation: Conversation) async throws(ProviderAnswer) -> String {
        let profiles = try await self.members([[".tag": "email", "email": address]], in: conversation)
        guard let profile = profiles.first(where: { $0.email.lowercased() == address.lowercased() }) else {
            throw conversation.answer(.subjectMissing, "no member of the team has this mail address")
        }
        return profile.teamMemberId
    }

    func apps(of member: String, in conversation: Conversation) async throws(ProviderAnswer) -> [DropboxApp] {
        let response = try await self.call(
            "linked_apps/list_member_linked_apps", ["team_member_id": member], in: conversation)
        return try conversation.decoded(DropboxMemberApps.self, from: response).apps
    }

    func revoke(
        _ app: String, of member: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> ProviderAnswer {
        _ = try await self.call(
            "linked_apps/revoke_linked_app", ["app_id": app, "team_member_id": member], in: conversation)
        return conversation.answer(.revokedUnverified, "the provider unlinked the app")
    }

    /// Unlinks an app that there is not: an error of the endpoint when it would be permitted, and nothing changes.
    func tryRevoking(in conversation: Conversation) async throws(ProviderAnswer) {
        do throws(ProviderAnswer) {
            _ = try await self.call(
                "linked_apps/revoke_linked_app", ["app_id": "dbaid:gnomon-health", "team_member_id": "dbmid:gnomon"],
                in: conversation)
        } catch  where error.outcome == .alreadyAbsent || error.outcome == .subjectMissing {
            return
        }
    }

    func page(at place: DropboxPlace?, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        let apps = try await self.teamApps(at: place, in: conversation)
        var addresses: [String: String] = [:]
        var rest = apps.apps.compactMap(\.teamMemberId)[...]
        while !rest.isEmpty {
            let selectors = rest.prefix(Self.membersPerCall)
                .map { [".tag": "team_member_id", "team_member_id": $0] }
            for profile in try await self.members(selectors, in: conversation) {
                addresses[profile.teamMemberId] = profile.email
            }
            rest = rest.dropFirst(Self.membersPerCall)
        }
        let grants = apps.apps.flatMap { member -> [StandingGrant] in
            guard let address = member.teamMemberId.flatMap({ addresses[$0] }) else { return [] }
            return member.apps.map { app in
                StandingGrant(
                    subject: ProviderBounds.cut(address), clientID: nil, vendorKey: ProviderBounds.cut(app.appId),
                    displayName: ProviderBounds.cut(app.appName ?? app.appId), scopes: [],
                    grantedAt: ProviderTime.date(app.linked))
            }
        }
        guard apps.hasMore, let cursor = apps.cursor, cursor != place?.cursor else {
            return GrantPage(grants: grants, next: nil)
        }
        return GrantPage(grants: grants, next: try ListingCursor.text(DropboxPlace(cursor: cursor)))
    }

    /// A cursor that the vendor has forgotten (`reset`) begins anew.
    private func teamApps(
        at place: DropboxPlace?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> DropboxTeamApps {
        let route = "linked_apps/list_members_linked_apps"
        if let place {
            let response = try await self.send(route, ["cursor": place.cursor], in: conversation)
            if response.status == 200 { return try conversation.decoded(DropboxTeamApps.self, from: response) }
            let fault = DropboxFault(response)
            guard fault.tag == "reset" else { throw fault.answer(in: conversation) }
        }
        let response = try await self.call(route, [String: String](), in: conversation)
        return try conversation.decoded(DropboxTeamApps.self, from: response)
    }

    private func members(
        _ selectors: [[String: String]], in conversation: Conversation
    ) async throws(ProviderAnswer) -> [DropboxMembers.Profile] {
        let response = try await self.call("members/get_info_v2", ["members": selectors], in: conversation)
        return try conversation.decoded(DropboxMembers.self, from: response).profiles
    }

    /// - Throws: every answer but 200.
    private func call(
        _ route: String, _ argument: some Encodable, in conversation: Conversation
    ) async throws(ProviderAnswer) -> EgressResponse {
        let response = try await self.send(route, argument, in: conversation)
        guard response.status == 200 else { throw DropboxFault(response).answer(in: conversation) }
        return response
    }

    private func send(
        _ route: String, _ argument: some Encodable, in conversation: Conversation
    ) async throws(ProviderAnswer) -> EgressResponse {
        guard let body = try? JSONEncoder().encode(argument) else { preconditionFailure("texts alone") }
        var request = EgressRequest.json(
            .post, url: "\(self.base.text)/2/team/\(route)", body: String(decoding: body, as: UTF8.self))
        request.maximumResponseBytes = EgressRequest.listingBytes
        return try await conversation.send(request)
    }
}
