package import Grants

/// Decides who a client is and which app holds the data, from the catalogue and the shape of the request.
///
/// Order of evidence: exact client id, metadata document, broker callback, redirect pattern, custom scheme,
/// agent shape (loopback or native redirect with a `resource`), domain, unknown.
package struct ClientClassifier: Sendable {
    let providers: ProviderIndex
    let apps: AppIndex

    package init(providers: ProviderIndex, apps: AppIndex) {
        self.providers = providers
        self.apps = apps
    }

    package func profile(of request: ObservedRequest) -> (profile: ClientProfile, provider: Provider?) {
        let place = self.providers.match(
            host: request.endpointHost, path: request.endpointPath, isDevicePage: request.isDevicePage)
        let provider = place?.provider
        let redirect = RedirectAddress(request.redirectURI)
        var evidence: [Evidence] = []
        let resource = self.resource(of: request, at: place, &evidence)
        let app = self.app(of: request, redirect, provider, resource, &evidence)
        let profile = ClientProfile(
            app: app, resource: resource, clientID: request.clientID,
            redirect: request.redirectURI.isEmpty ? "" : redirect.normalized,
            redirectHost: redirect.host.isEmpty ? redirect.scheme : redirect.host,
            redirectClass: request.redirectClass, isAdminConsent: request.isAdminConsent, evidence: evidence)
        return (profile, provider)
    }

    // MARK: - Resource app

    private func resource(
        of request: ObservedRequest, at place: ProviderIndex.Match?, _ evidence: inout [Evidence]
    ) -> ResourceIdentity {
        if let place {
            let provider = place.provider
            evidence.append(
                place.isEndpoint
                    ? Evidence(
                        field: "resource_app", rule: "authorization_endpoint", confidence: 1,
                        detail: "\(request.endpointHost) is an authorization endpoint of \(provider.name)")
                    : Evidence(
                        field: "resource_app", rule: "provider_host", confidence: 0.8,
                        detail: "\(request.endpointHost) is a host of \(provider.name), at a path of no known endpoint")
            )
            return ResourceIdentity(
                key: "provider:\(provider.id)", name: provider.name, providerID: provider.id,
                category: provider.category)
        }
        if let host = request.resources.lazy.map({ RedirectAddress($0).host }).first(where: { !$0.isEmpty }) {
            let known = self.apps.app(onDomain: host)
            evidence.append(
                Evidence(
                    field: "resource_app", rule: "resource_indicator", confidence: known == nil ? 0.6 : 0.9,
                    detail: "the request names the resource \(host) (RFC 8707)"))
            return ResourceIdentity(
                key: "resource:\(host)", name: known.map { "\($0.app) (\(host))" } ?? host, providerID: nil,
                category: known?.category ?? "unknown")
        }
        evidence.append(
            Evidence(
                field: "resource_app", rule: "unknown_provider", confidence: 0,
                detail: "no catalogue entry for \(request.endpointHost)"))
        return ResourceIdentity(
            key: "host:\(request.endpointHost)", name: request.endpointHost, providerID: nil, category: "unknown")
    }

    // MARK: - Client app

    private func app(
        of request: ObservedRequest, _ redirect: RedirectAddress, _ provider: Provider?,
        _ resource: ResourceIdentity, _ evidence: inout [Evidence]
    ) -> AppIdentity {
        let app =
            self.byClientID(request, redirect, provider)
            ?? self.byMetadataDocument(request)
            ?? self.byRedirect(request, redirect)
            ?? self.byAgentShape(request, redirect, resource)
            ?? self.byDomain(request, redirect)
            ?? self.unknown(request, redirect, provider)
        evidence.append(
            Evidence(field: "client_app", rule: app.app.rule, confidence: app.app.confidence, detail: app.detail))
        return app.app
    }

    private typealias Recognised = (app: AppIdentity, detail: String)

    private func byClientID(
        _ request: ObservedRequest, _ redirect: RedirectAddress, _ provider: Provider?
    ) -> Recognised? {
        guard !request.clientID.isEmpty,
            let known = self.apps.app(clientID: request.clientID, provider: provider?.id)
        else { return nil }
        let isOwnRedirect = redirect.host.isEmpty ? nil : self.apps.isOwnHost(redirect.host, of: known.app)
        var traits = known.traits
        if request.redirectClass == .web, isOwnRedirect == false { traits.insert(.identityReused) }
        if isOwnRedirect == true || known.traits.contains(.firstParty) { traits.insert(.proven) }
        let rule = known.traits.contains(.firstParty) ? "first_party_client_id" : "client_id_exact"
        return (
            self.identity(known, traits: traits, rule: rule, confidence: 0.98),
            "client id \(request.clientID) belongs to \(known.app) in the catalogue"
        )
    }

    private func byMetadataDocument(_ request: ObservedRequest) -> Recognised? {
        let address = RedirectAddress(request.clientID)
        guard address.scheme == "https", !address.host.isEmpty, address.path.count > 1 else { return nil }
        if let known = self.apps.app(metadataHost: address.host) ?? self.apps.app(onDomain: address.host) {
            return (
                self.identity(known, traits: known.traits.union(.proven), rule: "cimd_host", confidence: 0.95),
                "the client id is a metadata document on \(address.host)"
            )
        }
        return (
            AppIdentity(
                key: "cimd:\(address.host)\(address.path)", name: address.host, rule: "cimd_host_unknown",
                confidence: 0.5),
            "the client id is a metadata document on \(address.host), which is in no catalogue"
        )
    }

    private func byRedirect(_ request: ObservedRequest, _ redirect: RedirectAddress) -> Recognised? {
        if request.redirectClass == .customScheme, let known = self.apps.app(scheme: redirect.scheme) {
            return (
                self.identity(known, traits: known.traits, rule: "custom_scheme", confidence: 0.85),
                "answers to the scheme \(redirect.scheme) of \(known.app)"
            )
        }
        guard !redirect.host.isEmpty, !redirect.isLoopback,
            let known = self.apps.app(redirectHost: redirect.host, path: redirect.path)
        else { return nil }
        if known.category == "broker" || known.traits.contains(.broker) {
            return self.brokered(request, by: known, redirect)
        }
        return (
            self.identity(known, traits: known.traits, rule: "redirect_pattern", confidence: 0.9),
            "answers to \(redirect.host), the callback of \(known.app)"
        )
    }

    /// A broker hands the access on: the app behind it is the site that started the flow, if that is known.
    private func brokered(
        _ request: ObservedRequest, by broker: KnownApp, _ redirect: RedirectAddress
    ) -> Recognised {
        let initiator = request.initiatorHost.isEmpty ? nil : self.apps.app(onDomain: request.initiatorHost)
        let behind = initiator?.app ?? (request.initiatorHost.isEmpty ? nil : request.initiatorHost)
        let isOwnSite = initiator?.app == broker.app
        let name = isOwnSite ? broker.app : behind.map { "\($0) via \(broker.app)" } ?? "Unknown app via \(broker.app)"
        let key = isOwnSite ? "" : behind ?? request.clientID
        return (
            AppIdentity(
                key: "broker:\(broker.app.lowercased()):\(key)", name: name, vendor: broker.vendor,
                category: "broker",
                aiClass: isOwnSite ? broker.aiClass : initiator?.aiClass ?? .unknown,
                traits: broker.traits.union(.broker), rule: "broker_callback",
                confidence: initiator == nil ? 0.5 : 0.7),
            behind.map { "\(broker.app) receives the access for \($0)" }
                ?? "\(broker.app) receives the access for an app that the request does not name"
        )
    }

    /// Loopback or native redirect, PKCE and a resource indicator: the shape of an agent that talks to tool
    /// servers (Model Context Protocol, authorization chapter).
    private func byAgentShape(
        _ request: ObservedRequest, _ redirect: RedirectAddress, _ resource: ResourceIdentity
    ) -> Recognised? {
        let isNative =
            redirect.isLoopback || request.redirectClass == .loopback
            || request.redirectClass == .customScheme
        guard isNative, !request.resources.isEmpty else { return nil }
        let pattern = redirect.host.isEmpty ? redirect.scheme : "\(redirect.host)\(redirect.path)"
        return (
            AppIdentity(
                key: "agent:\(pattern):\(resource.key)", name: "AI agent client (product unknown)",
                category: "ai-agent-client", aiClass: .aiNative, traits: .agentShaped, rule: "mcp_shape",
                confidence: request.usesPKCE ? 0.7 : 0.55),
            "answers on \(redirect.isLoopback ? "loopback" : redirect.scheme) and names a resource, as tool-using agents do"
        )
    }

    private func byDomain(_ request: ObservedRequest, _ redirect: RedirectAddress) -> Recognised? {
        guard !redirect.host.isEmpty, !redirect.isLoopback, let known = self.apps.app(onDomain: redirect.host)
        else { return nil }
        return (
            self.identity(known, traits: known.traits, rule: "domain_suffix", confidence: 0.8),
            "answers to \(redirect.host), on a domain of \(known.app)"
        )
    }

    private func unknown(
        _ request: ObservedRequest, _ redirect: RedirectAddress, _ provider: Provider?
    ) -> Recognised {
        let place = provider?.id ?? request.endpointHost
        let sign = request.clientID.isEmpty ? "redirect:\(redirect.normalized)" : request.clientID
        let isWeb = request.redirectClass == .web && !redirect.host.isEmpty && !redirect.isLoopback
        let name = isWeb ? redirect.host : request.clientID.isEmpty ? "Unknown client" : request.clientID
        return (
            AppIdentity(key: "client:\(place):\(sign)", name: name, rule: "unknown", confidence: 0),
            "no sign of this client is in the catalogue"
        )
    }

    private func identity(
        _ known: KnownApp, traits: AppIdentity.Traits, rule: String, confidence: Double
    ) -> AppIdentity {
        AppIdentity(
            key: "app:\(known.vendor.lowercased()):\(known.app.lowercased())", name: known.app,
            vendor: known.vendor, category: known.category, aiClass: known.aiClass, traits: traits, rule: rule,
            confidence: confidence)
    }
}
