import Grants

/// Recognition without a row: what the request is shaped like.
extension ClientClassifier {
    /// The shape of an agent that talks to tool servers (Model Context Protocol, authorization chapter): PKCE and a
    /// tool server as the resource or the endpoint, or a program on the person's machine that names a resource.
    ///
    /// Identity platforms take `resource` and `audience` for any API, so there it must be a tool server. A site in
    /// no catalogue must name the tool server itself. Such clients register anew for each installation; one redirect
    /// pattern at one resource is one client.
    func agentShape(_ sight: ClientSight) -> Recognised? {
        let namesResource =
            sight.isForToolServer
            || sight.request.usesPKCE && !Self.isIdentityPlatform(sight.provider)
                && sight.request.resources.contains { $0.hasPrefix("https://") }
        guard
            sight.isNative && namesResource
                || sight.isWeb && sight.isForToolServer && sight.request.usesPKCE && !sight.request.resources.isEmpty
                    && self.apps.app(onDomain: sight.redirect.host) == nil
        else { return nil }
        let document = MetadataDocument(sight.request.clientID)
        let place =
            sight.isNative ? sight.redirect.isLoopback ? "loopback" : sight.redirect.scheme : sight.redirect.host
        return (
            AppIdentity(
                key: document.map { "cimd:\($0.host)\($0.path)" }
                    ?? "agent:\(sight.redirectPattern):\(sight.resource.key)",
                name: document?.host ?? "AI agent client (product unknown)",
                category: "ai-agent-client", aiClass: .aiNative, traits: .agentShaped, rule: "mcp_shape",
                confidence: sight.request.usesPKCE && sight.isNative ? 0.7 : 0.55),
            "answers on \(place) and names a resource, as tool-using agents do"
        )
    }

    /// A metadata document on a host that no catalogue knows.
    func unknownDocument(_ sight: ClientSight) -> Recognised? {
        guard let document = MetadataDocument(sight.request.clientID) else { return nil }
        return (
            AppIdentity(
                key: "cimd:\(document.host)\(document.path)", name: document.host, rule: "cimd_host_unknown",
                confidence: 0.5),
            "the client id is a metadata document on \(document.host), which is in no catalogue"
        )
    }

    /// A program that signs in to an AI service on the person's behalf: a coding agent or another front of the
    /// service's models.
    func serviceAccount(_ sight: ClientSight) -> Recognised? {
        let originator = sight.request.originator
        guard self.isAIService(sight), sight.isNative || sight.isHostless || !originator.isEmpty else { return nil }
        return (
            AppIdentity(
                key: Self.clientKey(sight),
                name: originator.isEmpty ? "AI client of \(sight.resource.name) (product unknown)" : originator,
                category: "ai-agent-client", aiClass: .aiNative,
                rule: originator.isEmpty ? "ai_service_client" : "originator", confidence: 0.6),
            originator.isEmpty
                ? "a program on a person's machine signs in to \(sight.resource.name), an AI service"
                : "the program calls itself \(originator) and signs in to an AI service"
        )
    }

    /// A client that asks for a scope that only assistants ask for.
    func assistant(_ sight: ClientSight) -> Recognised? {
        let scope = sight.request.assistantScope
        guard !scope.isEmpty else { return nil }
        return (
            AppIdentity(
                key: "\(Self.clientKey(sight)):assistant", name: Self.clientName(sight), category: "ai-assistant",
                aiClass: .aiNative, rule: "assistant_scope", confidence: 0.7),
            "asks for \(scope), which is for assistants"
        )
    }

    func unknown(_ sight: ClientSight) -> Recognised {
        (
            AppIdentity(key: Self.clientKey(sight), name: Self.clientName(sight), rule: "unknown", confidence: 0),
            "no sign of this client is in the catalogue"
        )
    }

    /// Whether the resource is an AI service itself.
    func isAIService(_ sight: ClientSight) -> Bool {
        if let provider = sight.provider { return provider.category.hasPrefix("ai-") }
        return self.apps.app(onDomain: sight.endpointHost)?.aiClass == .aiNative
    }

    /// Services that sign people in to APIs of all kinds.
    private static func isIdentityPlatform(_ provider: Provider?) -> Bool {
        guard let provider else { return false }
        return provider.vendor == "Microsoft" || provider.category == "iam" || provider.category == "identity"
    }

    private static func clientKey(_ sight: ClientSight) -> String {
        let place = sight.provider?.id ?? sight.endpointHost
        let id = sight.request.clientID
        return "client:\(place):\(id.isEmpty ? "redirect:\(sight.redirect.normalized)" : id)"
    }

    private static func clientName(_ sight: ClientSight) -> String {
        if sight.isWeb, sight.request.redirectClass == .web { return sight.redirect.host }
        return sight.request.clientID.isEmpty ? "Unknown client" : sight.request.clientID
    }
}
