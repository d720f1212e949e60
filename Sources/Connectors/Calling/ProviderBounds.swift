/// How much of a provider's answer is kept.
enum ProviderBounds {
    /// Characters of a name, key or scope.
    static let text = 512
    /// Scopes of a grant.
    static let scopes = 500

    static func cut(_ text: String) -> String {
        String(text.prefix(Self.text))
    }
}
