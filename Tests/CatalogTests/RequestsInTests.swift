import Grants

@testable import Catalog

extension ObservedRequest {
    enum Place { case google, microsoft, slack, notion, anthropic, openAI }

    static func at(
        _ place: Place, client: String, redirect: String, _ redirectClass: AuthorizationEvent.RedirectClass = .web,
        initiator: String = "", resources: [String] = [], originator: String = "", assistantScope: String = ""
    ) -> ObservedRequest {
        let (host, path) =
            switch place {
            case .google: ("accounts.google.com", "/o/oauth2/v2/auth")
            case .microsoft: ("login.microsoftonline.com", "/common/oauth2/v2.0/authorize")
            case .slack: ("slack.com", "/oauth/v2/authorize")
            case .notion: ("mcp.notion.com", "/authorize")
            case .anthropic: ("claude.ai", "/oauth/authorize")
            case .openAI: ("auth.openai.com", "/oauth/authorize")
            }
        return ObservedRequest(
            endpointOrigin: "https://\(host)", endpointPath: path, clientID: client, redirectURI: redirect,
            redirectClass: redirectClass, initiatorOrigin: initiator.isEmpty ? "" : "https://\(initiator)",
            resources: resources, usesPKCE: true,
            isAdminConsent: false, originator: originator, assistantScope: assistantScope)
    }
}
