import Egress
import Foundation

/// The calls to Slack's Web API. A status of 200 is no success: the body's `ok` is.
struct SlackWorkspace: Sendable {
    private let base: ProviderAddress
    private let enterprise: String?
    private let team: String?
    private let caller: ProviderCaller

    private struct Log: Decodable {
        struct Entry: Decodable {
            var appId: String?
            var changeType: String?
        }

        /// The newest first.
        var logs: [Entry]
    }

    private struct Restricted: Decodable {
        struct Entry: Decodable {
            struct App: Decodable { var id: String? }
            var app: App?
        }
        struct Metadata: Decodable { var nextCursor: String? }

        var restrictedApps: [Entry]
        var responseMetadata: Metadata?
    }

    private struct Nothing: Decodable {}

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.enterprise = settings.text("enterprise_id")
        self.team = settings.text("team_id")
        guard (self.enterprise == nil) != (self.team == nil) else {
            throw ConnectorSettingsError(setting: "enterprise_id", problem: "exactly one of it and team_id is needed")
        }
        let token = try settings.secretText("token") ?? ""
        self.base = try settings.address("base_url")
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(), credential: .fixed("Bearer \(token)"),
            requestIDHeader: "X-Slack-Req-Id")
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    /// Whether the newest entry of the log about this app is another than its removal.
    ///
    /// - Throws: `needs_mapping` for an app that the log does not know: nothing says whether it is there.
    func isInstalled(_ app: String, in conversation: Conversation) async throws(ProviderAnswer) -> Bool {
        let log: Log = try await self.call("team.integrationLogs", self.logQuery + [("app_id", app)], in: conversation)
        guard let newest = log.logs.first(where: { $0.appId == app }) else {
            throw conversation.answer(.needsMapping, "the integration log has no entry of this app")
        }
        return newest.changeType != "removed"
    }

    func tryReadingLog(in conversation: Conversation) async throws(ProviderAnswer) {
        let _: Log = try await self.call("team.integrationLogs", self.logQuery, in: conversation)
    }

    func uninstall(_ app: String, in conversation: Conversation) async throws(ProviderAnswer) -> ProviderAnswer {
        let scope = self.enterprise.map { ("enterprise_id", $0) } ?? ("team_ids", self.team ?? "")
        let _: Nothing = try await self.change("admin.apps.uninstall", [("app_id", app), scope], in: conversation)
        return conversation.answer(.revokedUnverified, "the app is removed for everybody there")
    }

    func restrict(_ app: String, in conversation: Conversation) async throws(ProviderAnswer) {
        let _: Nothing = try await self.change("admin.apps.restrict", [("app_id", app), self.place], in: conversation)
    }

    func isRestricted(_ app: String, in conversation: Conversation) async throws(ProviderAnswer) -> Bool {
        var cursor = ""
        // A hundred pages are cut off as an answer that never ends.
        for _ in 0..<100 {
            let query = [("limit", "1000"), self.place] + (cursor.isEmpty ? [] : [("cursor", cursor)])
            let page: Restricted = try await self.call("admin.apps.restricted.list", query, in: conversation)
            if page.restrictedApps.contains(where: { $0.app?.id == app }) { return true }
            guard let next = page.responseMetadata?.nextCursor, !next.isEmpty, next != cursor else { return false }
            cursor = next
        }
        throw conversation.answer(.transient, "the listing does not end")
    }

    private var place: (String, String) {
        self.enterprise.map { ("enterprise_id", $0) } ?? ("team_id", self.team ?? "")
    }

    private var logQuery: [(String, String)] {
        [("count", "100")] + (self.team.map { [("team_id", $0)] } ?? [])
    }

    private func call<Value: Decodable>(
        _ method: String, _ query: [(String, String)], in conversation: Conversation
    ) async throws(ProviderAnswer) -> Value {
        let response = try await conversation.send(.listing(self.base.url(["api", method], query: query)))
        return try SlackFault.checked(response, in: conversation)
    }

    private func change<Value: Decodable>(
        _ method: String, _ fields: [(String, String)], in conversation: Conversation
    ) async throws(ProviderAnswer) -> Value {
        let response = try await conversation.send(.form(url: self.base.url(["api", method]), fields))
        return try SlackFault.checked(response, in: conversation)
    }
}
