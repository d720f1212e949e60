/// Where a store lives: `sqlite:PATH`.
package struct StoreLocation: Sendable, Equatable {
    package var path: String

    /// - Returns: `nil` when the text names no engine that this build has.
    package init?(_ text: String) {
        guard text.hasPrefix("sqlite:"), text.count > "sqlite:".count else { return nil }
        self.path = String(text.dropFirst("sqlite:".count))
    }
}
