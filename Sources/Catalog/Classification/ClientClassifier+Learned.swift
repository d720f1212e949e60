import Grants

extension ClientClassifier {
    /// What the learned classifier says of the site that gets the answer, when nothing else is known of it.
    ///
    /// It says that the client is an AI, never which, and never that it is none. A host that bears a known product's
    /// name without being the product's stays unknown: what it looks like may be the point of it.
    func learned(_ sight: ClientSight) -> Recognised? {
        guard sight.isWeb,
            let sign = AppSign(redirectHost: sight.redirect.host, path: sight.redirect.path[...]),
            let verdict = self.verdict(on: sign, sight.redirect.host)
        else { return nil }
        var app = self.unknown(sight).app
        app.category = "ai-service"
        app.aiClass = .aiNative
        app.rule = "learned_classifier"
        app.confidence = verdict.probability
        return (app, "\(sight.redirect.host) \(verdict.detail)")
    }

    /// What the classifier says of a sign at a host, unless the host bears a known product's name.
    func verdict(on sign: AppSign, _ host: String) -> AppClassifier.Verdict? {
        guard let labels = HostLabels(host), let verdict = self.classifier.verdict(on: sign),
            !self.bearsKnownName(labels), !self.spellsKnownDomain(labels)
        else { return nil }
        return verdict
    }

    /// Whether the labels below the registrable domain spell a known product's domain: `claude.ai.evil.example`.
    private func spellsKnownDomain(_ labels: HostLabels) -> Bool {
        zip(labels.below, labels.below.dropFirst()).contains { first, second in
            self.apps.app(onDomain: "\(first).\(second)").map { !$0.vendor.isEmpty } ?? false
        }
    }

    /// Whether the label begins or ends with the label of an AI product of a known vendor, or has it between hyphens.
    private func bearsKnownName(_ labels: HostLabels) -> Bool {
        let label = labels.label
        let lengths = Self.shortestName...max(Self.shortestName, label.utf8.count)
        let ends = lengths.lazy.flatMap { [label.prefix($0), label.suffix($0)] }
        return (Array(ends) + label.split(separator: "-")).contains { name in
            guard name.utf8.count >= Self.shortestName else { return false }
            return Self.endings.contains { ending in
                let domain = "\(name).\(ending)"
                guard let known = self.apps.app(onDomain: domain) else { return false }
                return known.aiClass == .aiNative && !known.vendor.isEmpty && !Self.wide.contains(known.category)
            }
        }
    }

    /// Letters of a name that is told from a common word.
    private static let shortestName = 6
    private static let endings = ["ai", "com", "dev", "io"]
    /// Categories of lists that name many sites after what they do.
    private static let wide: Set<String> = ["ai-media", "ai-service", "ai-tool"]
}
