package import Grants

/// Decides who a client is and which app holds the data, from the catalogue and the shape of the request.
///
/// Order of evidence: the organisation's own corrections, exact client id, Google project, metadata document,
/// redirect pattern or broker callback, custom scheme, known loopback port, agent shape, domain, path of a
/// self-hosted product, unknown metadata document, account of an AI service, assistant scope, name,
/// learned classifier, unknown.
///
/// A sign that the client itself chooses (loopback port, scheme, name) can say that it is an AI, never that it is
/// none: what anyone can write clears nobody.
package struct ClientClassifier: Sendable {
    let providers: ProviderIndex
    let apps: AppIndex
    let classifier: AppClassifier
    /// The organisation's corrections.
    let overlay: AppIndex

    package init(
        providers: ProviderIndex, apps: AppIndex, classifier: AppClassifier, overlay: AppIndex = AppIndex([])
    ) {
        self.providers = providers
        self.apps = apps
        self.classifier = classifier
        self.overlay = overlay
    }

    /// Who a client was found to be, and by which sign.
    typealias Recognised = (app: AppIdentity, detail: String)

    package func profile(of request: ObservedRequest) -> (profile: ClientProfile, provider: Provider?) {
        let endpointHost = request.endpointHost
        let place = self.providers.match(
            host: endpointHost, path: request.endpointPath, isDevicePage: request.isDevicePage)
        let redirect = RedirectAddress(request.redirectURI)
        var evidence: [Evidence] = []
        let resource = self.resource(of: request, endpointHost, at: place, &evidence)
        let sight = ClientSight(
            request, redirect: redirect, endpointHost: endpointHost, provider: place?.provider, resource: resource)
        let found = self.recognised(sight)
        evidence.append(
            Evidence(
                field: "client_app", rule: found.app.rule, confidence: found.app.confidence, detail: found.detail))
        evidence += self.remarks(on: sight, found.app)
        let profile = ClientProfile(
            app: found.app, resource: resource, clientID: request.clientID,
            redirect: request.redirectURI.isEmpty ? "" : redirect.normalized,
            redirectHost: redirect.host.isEmpty ? redirect.scheme : redirect.host,
            redirectClass: request.redirectClass, isAdminConsent: request.isAdminConsent, evidence: evidence,
            request: request)
        return (profile, place?.provider)
    }

    // MARK: - Client app

    private func recognised(_ sight: ClientSight) -> Recognised {
        self.byOverlay(sight.request, sight.redirect, sight.provider)
            ?? self.strong(sight)
            ?? self.agentShape(sight)
            ?? self.weak(sight)
            ?? self.unknownDocument(sight)
            ?? self.serviceAccount(sight)
            ?? self.assistant(sight)
            ?? self.named(sight)
            ?? self.learned(sight)
            ?? self.unknown(sight)
    }

    /// What else an analyst should know: whose data flows where, and who else the program says it is.
    private func remarks(on sight: ClientSight, _ app: AppIdentity) -> [Evidence] {
        var remarks: [Evidence] = []
        let originator = sight.request.originator
        if !originator.isEmpty, app.rule != "originator" {
            remarks.append(
                Evidence(
                    field: "client_app", rule: "originator", confidence: 0.4,
                    detail: "the program calls itself \(originator)"))
        }
        if self.isAIService(sight) {
            remarks.append(
                Evidence(
                    field: "ai_use", rule: "people_use_ai", confidence: 0.8,
                    detail: "the account of an AI service is opened, no data of the organisation"))
        } else if app.aiClass == .aiNative {
            remarks.append(
                Evidence(
                    field: "ai_use", rule: "ai_reads_data", confidence: app.confidence,
                    detail: "an AI gets access to \(sight.resource.name)"))
        }
        return remarks
    }

    // MARK: - Resource app

    private func resource(
        of request: ObservedRequest, _ endpointHost: String, at place: ProviderIndex.Match?,
        _ evidence: inout [Evidence]
    ) -> ResourceIdentity {
        if let place {
            let provider = place.provider
            evidence.append(
                place.isEndpoint
                    ? Evidence(
                        field: "resource_app", rule: "authorization_endpoint", confidence: 1,
                        detail: "\(endpointHost) is an authorization endpoint of \(provider.name)")
                    : Evidence(
                        field: "resource_app", rule: "provider_host", confidence: 0.8,
                        detail: "\(endpointHost) is a host of \(provider.name), at a path of no known endpoint"))
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
                detail: "no catalogue entry for \(endpointHost)"))
        return ResourceIdentity(
            key: "host:\(endpointHost)", name: endpointHost, providerID: nil, category: "unknown")
    }
}
