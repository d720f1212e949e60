/// A compiled host pattern: exact, or with `*` for one or more labels above a literal suffix.
struct HostPattern: Sendable, Hashable {
    /// The labels after the last `*`; the whole name when the pattern has none.
    let suffix: String
    /// The labels before the suffix, nil for each `*`; empty when the pattern is exact.
    let prefix: [String?]

    /// Compiles a catalogue pattern.
    ///
    /// A pattern must end in at least two literal labels. `auth.example.*` and `*` are refused: anyone
    /// can register a name that they match, so a match would prove nothing about who answers.
    init?(_ pattern: String) {
        guard let name = HostName(pattern) else { return nil }
        let labels = name.labels
        let literalCount = labels.reversed().prefix { $0 != "*" }.count
        guard literalCount >= 2 else { return nil }
        self.suffix = labels.suffix(literalCount).joined(separator: ".")
        self.prefix = labels.dropLast(literalCount).map { $0 == "*" ? nil : String($0) }
    }

    /// Whether the pattern names one host.
    var isExact: Bool { self.prefix.isEmpty }

    /// Whether the host exists to sign people in, judged by the leftmost literal label.
    ///
    /// Such a host (`accounts.…`, `login.…`, `….b2clogin.com`) identifies its provider whatever the
    /// path is; a product host (`github.com`) does so only together with a known path.
    var isSignInHost: Bool {
        let label = self.prefix.lazy.compactMap(\.self).first ?? String(self.suffix.prefix { $0 != "." })
        return label.hasSuffix("login") || Self.signInLabels.contains(label)
    }

    /// Matches the labels to the left of the suffix, where `*` takes one or more of them.
    ///
    /// Greedy with one resume point, as for file globs: at most labels × pattern steps.
    func matches(prefix labels: [Substring]) -> Bool {
        var label = 0
        var piece = 0
        var resume: (label: Int, piece: Int)?
        while label < labels.count {
            if piece < self.prefix.count, self.prefix[piece] == nil {
                resume = (label + 1, piece + 1)
                label += 1
                piece += 1
            } else if piece < self.prefix.count, let literal = self.prefix[piece], literal == labels[label] {
                label += 1
                piece += 1
            } else if let last = resume {
                label = last.label + 1
                piece = last.piece
                resume = (label, piece)
            } else {
                return false
            }
        }
        return piece == self.prefix.count
    }

    private static let signInLabels: Set<String> = [
        "account", "accounts", "auth", "auth0", "authenticate", "authorize", "id", "identity", "idp", "login",
        "oauth", "oauth2", "signin", "sso", "appleid",
    ]
}
