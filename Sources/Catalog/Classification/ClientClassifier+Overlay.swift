import Grants

/// The organisation's own corrections, which win over every row of the catalogue's files.
extension ClientClassifier {
    /// What a correction says of the client, if one fits it.
    func byOverlay(
        _ request: ObservedRequest, _ redirect: RedirectAddress, _ provider: Provider?
    ) -> (app: AppIdentity, detail: String)? {
        guard let (row, confidence) = self.overlayRow(for: request, redirect, provider) else { return nil }
        var traits = row.traits
        let isOwn = row.kind == .clientID ? self.isOwnRedirect(redirect, of: row.app) : nil
        if row.kind == .metadataHost || isOwn == true && redirect.scheme == "https" {
            traits.insert(.proven)
        } else {
            // The client could have chosen this identity.
            traits.remove(.sanctioned)
        }
        if request.redirectClass == .web, isOwn == false { traits.insert(.identityReused) }
        let app = AppIdentity(
            key: "app:\(row.vendor.lowercased()):\(row.app.lowercased())", name: row.app, vendor: row.vendor,
            category: row.category, aiClass: row.aiClass, traits: traits, rule: "overlay_\(row.kind.rawValue)",
            confidence: confidence)
        return (app, "the organisation's correction ovl_\(row.overlay ?? 0) says so")
    }

    private func overlayRow(
        for request: ObservedRequest, _ redirect: RedirectAddress, _ provider: Provider?
    ) -> (row: KnownApp, confidence: Double)? {
        if !request.clientID.isEmpty,
            let row = self.overlay.app(clientID: request.clientID, provider: provider?.id)
        {
            return (row, 1)
        }
        let document = RedirectAddress(request.clientID)
        if document.scheme == "https", let row = self.overlay.app(metadataHost: document.host) { return (row, 0.97) }
        if request.redirectClass == .customScheme, let row = self.overlay.app(scheme: redirect.scheme) {
            return (row, 0.9)
        }
        guard !redirect.host.isEmpty, !redirect.isLoopback else { return nil }
        return
            (self.overlay.app(redirectHost: redirect.host, path: redirect.path)
            ?? self.overlay.app(onDomain: redirect.host)).map { ($0, 0.95) }
    }

    /// Whether a redirect goes to a web host of the app; `nil` when there is no such host, or none is known.
    private func isOwnRedirect(_ redirect: RedirectAddress, of app: String) -> Bool? {
        guard redirect.redirectClass == .web, !redirect.host.isEmpty else { return nil }
        let answers = [self.overlay.isOwnHost(redirect.host, of: app), self.apps.isOwnHost(redirect.host, of: app)]
        return answers.contains(true) ? true : answers.contains(false) ? false : nil
    }
}
