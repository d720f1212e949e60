import Grants

/// Brokers, which take access for other apps and hand it on.
extension ClientClassifier {
    /// A broker hands the access on: the app behind it is the site that started the flow, if that is known.
    ///
    /// - Parameter place: the broker's host when each customer has one of his own, else empty.
    func brokered(
        _ sight: ClientSight, by broker: KnownApp, rule: String, at place: String
    ) -> Recognised {
        let initiator = self.initiator(sight.request.initiatorHost)
        let isOwnSite = initiator?.name == broker.app
        let via = place.isEmpty ? broker.app : "\(broker.app) (\(place))"
        let name = isOwnSite ? via : initiator.map { "\($0.name) via \(via)" } ?? "Unknown app via \(via)"
        let key = isOwnSite ? place : initiator?.name ?? (place.isEmpty ? sight.request.clientID : place)
        // A broker that serves AI agents alone makes an AI of whoever is behind it, unless that can be seen.
        let unseen: AIClass = broker.aiClass == .aiNative ? .aiNative : .unknown
        return (
            AppIdentity(
                key: "broker:\(broker.app.lowercased()):\(key)", name: name, vendor: broker.vendor,
                category: "broker", aiClass: isOwnSite ? broker.aiClass : initiator?.aiClass ?? unseen,
                traits: broker.traits.union(.broker), rule: rule, confidence: initiator?.confidence ?? 0.5),
            initiator.map { "\(broker.app) receives the access for \($0.name)\($0.reason)" }
                ?? "\(broker.app) receives the access for an app that the request does not name"
        )
    }

    /// The site on which a person started the flow.
    private struct Initiator {
        /// The app's, or the host when no row speaks of it.
        var name: String
        var aiClass: AIClass
        var confidence: Double
        /// What is to be added to the evidence.
        var reason = ""
    }

    /// What the organisation's corrections, the catalogue and, for the rest, the learned classifier say of a host.
    private func initiator(_ host: String) -> Initiator? {
        guard !host.isEmpty else { return nil }
        if let corrected = self.overlay.app(onDomain: host) {
            return Initiator(
                name: corrected.app, aiClass: corrected.aiClass, confidence: 0.7,
                reason: ", as the organisation's correction ovl_\(corrected.overlay ?? 0) says")
        }
        if let known = self.apps.app(onDomain: host) {
            return Initiator(name: known.app, aiClass: known.aiClass, confidence: 0.7)
        }
        guard let sign = AppSign(kind: .domain, value: host), let verdict = self.verdict(on: sign, host) else {
            return Initiator(name: host, aiClass: .unknown, confidence: 0.5)
        }
        return Initiator(
            name: host, aiClass: .aiNative, confidence: min(0.5, verdict.probability),
            reason: ", which \(verdict.detail)")
    }
}
