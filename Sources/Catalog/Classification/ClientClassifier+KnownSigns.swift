import Grants

/// Recognition by the rows of the catalogue.
extension ClientClassifier {
    /// Signs that belong to one app: its ids, its document, its callbacks.
    func strong(_ sight: ClientSight) -> Recognised? {
        self.byClientID(sight)
            ?? self.byMetadataDocument(sight)
            ?? self.byRedirect(sight)
            ?? self.byScheme(sight)
            ?? self.byLoopbackPort(sight)
    }

    /// Signs that an app shares with others of its vendor or kind: its domain, the path of a self-hosted product.
    func weak(_ sight: ClientSight) -> Recognised? {
        guard sight.isWeb else { return nil }
        if let known = self.apps.app(onDomain: sight.redirect.host) {
            return (
                Self.identity(known, traits: known.traits, rule: "domain_suffix", confidence: 0.8),
                "answers to \(sight.redirect.host), on a domain of \(known.app)"
            )
        }
        guard let known = self.apps.app(redirectPath: sight.redirect.path) else { return nil }
        if Self.isBroker(known) {
            return self.brokered(sight, by: known, rule: "redirect_path", at: sight.redirect.host)
        }
        var app = Self.identity(Self.chosen(known), traits: known.traits, rule: "redirect_path", confidence: 0.6)
        app.key += ":\(sight.redirect.host)"
        app.name = "\(known.app) (\(sight.redirect.host))"
        return (app, "answers to \(sight.redirect.path), a path of self-hosted \(known.app)")
    }

    /// A client id that spells a product's name (`claude-code`). Anyone can choose it, so only an AI is believed.
    func named(_ sight: ClientSight) -> Recognised? {
        guard let name = ReadableID(sight.request.clientID)?.name, let known = self.apps.app(named: name),
            known.aiClass == .aiNative
        else { return nil }
        return (
            Self.identity(known, traits: [], rule: "client_name", confidence: 0.4),
            "the client id spells the name of \(known.app)"
        )
    }

    // MARK: - Ids

    private func byClientID(_ sight: ClientSight) -> Recognised? {
        let id = sight.request.clientID
        guard !id.isEmpty else { return nil }
        if let known = self.apps.app(clientID: id, provider: sight.provider?.id) {
            let rule = known.traits.contains(.firstParty) ? "first_party_client_id" : "client_id_exact"
            return (
                Self.identity(known, traits: self.traits(of: known, sight), rule: rule, confidence: 0.98),
                "client id \(id) belongs to \(known.app) in the catalogue"
            )
        }
        guard sight.provider?.id == "google", let known = self.apps.app(projectOf: id) else { return nil }
        return (
            Self.identity(known, traits: self.traits(of: known, sight), rule: "google_project", confidence: 0.9),
            "client id \(id) is of the Google project of \(known.app)"
        )
    }

    /// The row's traits, and what the redirect adds: an identity is proven only by an answer to a host of its own.
    ///
    /// An app of which no host is known answers on any of its vendor's, and on hosting where whose the host is cannot
    /// be seen.
    private func traits(of known: KnownApp, _ sight: ClientSight) -> AppIdentity.Traits {
        var traits = known.traits
        let host = sight.redirect.host
        // A provider's own page for programs without a host, and a name without a dot, are nobody else's.
        guard sight.isWeb, host != sight.endpointHost, host.contains(".") else { return traits }
        let isFirstParty = known.traits.contains(.firstParty)
        let isOfVendor = self.apps.isHost(host, ofVendor: known.vendor)
        switch self.apps.isOwnHost(host, of: known.app) {
        case true?: traits.insert(.proven)
        case false?: if !isOfVendor { traits.insert(.identityReused) }
        case nil where isOfVendor: if isFirstParty { traits.insert(.proven) }
        case nil where HostParents(host).contains(where: SharedHosting.isShared): break
        case nil: if isFirstParty || self.apps.hasHosts(ofVendor: known.vendor) { traits.insert(.identityReused) }
        }
        return traits
    }

    private func byMetadataDocument(_ sight: ClientSight) -> Recognised? {
        guard let document = MetadataDocument(sight.request.clientID),
            let known = self.apps.app(metadataHost: document.host) ?? self.apps.app(onDomain: document.host)
        else { return nil }
        var traits = known.traits
        if sight.isWeb {
            let isOwn =
                sight.redirect.host == document.host || self.apps.isOwnHost(sight.redirect.host, of: known.app) == true
                || self.apps.isHost(sight.redirect.host, ofVendor: known.vendor)
            traits.insert(isOwn ? .proven : .identityReused)
        }
        return (
            Self.identity(known, traits: traits, rule: "cimd_host", confidence: 0.95),
            "the client id is a metadata document on \(document.host)"
        )
    }

    // MARK: - Where the answer goes

    private func byRedirect(_ sight: ClientSight) -> Recognised? {
        guard sight.isWeb,
            let known = self.apps.app(redirectHost: sight.redirect.host, path: sight.redirect.path)
        else { return nil }
        if Self.isBroker(known) { return self.brokered(sight, by: known, rule: "broker_callback", at: "") }
        return (
            Self.identity(known, traits: known.traits, rule: "redirect_pattern", confidence: 0.9),
            "answers to \(sight.redirect.host), the callback of \(known.app)"
        )
    }

    /// An app's own scheme; an editor's scheme is followed by the name of the extension that asked.
    private func byScheme(_ sight: ClientSight) -> Recognised? {
        guard sight.request.redirectClass == .customScheme, let program = self.apps.app(scheme: sight.redirect.scheme)
        else { return nil }
        let inner = sight.redirect.host.isEmpty ? nil : self.apps.app(redirectHost: sight.redirect.host, path: "")
        let known = inner ?? program
        return (
            Self.identity(Self.chosen(known), traits: known.traits, rule: "custom_scheme", confidence: 0.85),
            "answers to the scheme \(sight.redirect.scheme) of \(program.app)"
        )
    }

    private func byLoopbackPort(_ sight: ClientSight) -> Recognised? {
        guard sight.redirect.isLoopback, let port = sight.redirect.port,
            let known = self.apps.app(loopbackPort: port, path: sight.redirect.path)
        else { return nil }
        return (
            Self.identity(Self.chosen(known), traits: known.traits, rule: "loopback_port", confidence: 0.6),
            "listens on port \(port), as \(known.app) does"
        )
    }

    // MARK: - Making identities

    private static func isBroker(_ app: KnownApp) -> Bool {
        app.category == "broker" || app.traits.contains(.broker)
    }

    /// The row as far as a sign speaks for it that the client chooses itself.
    private static func chosen(_ known: KnownApp) -> KnownApp {
        var known = known
        if known.aiClass != .aiNative { known.aiClass = .unknown }
        return known
    }

    private static func identity(
        _ known: KnownApp, traits: AppIdentity.Traits, rule: String, confidence: Double
    ) -> AppIdentity {
        AppIdentity(
            key: "app:\(known.vendor.lowercased()):\(known.app.lowercased())", name: known.app,
            vendor: known.vendor, category: known.category, aiClass: known.aiClass, traits: traits, rule: rule,
            confidence: confidence)
    }
}
