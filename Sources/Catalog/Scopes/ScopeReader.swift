package import Grants

/// Classifies the scopes of a request: the published table first, the grammar for the rest.
package struct ScopeReader: Sendable {
    let table: ScopeTable

    /// Prefixes under which Microsoft's resources spell their own permissions
    /// (learn.microsoft.com, "Scopes and permissions in the Microsoft identity platform").
    private static let microsoftGraph = ["https://graph.microsoft.com/", "https://graph.microsoft.us/"]

    package init(table: ScopeTable) {
        self.table = table
    }

    /// - Parameters:
    ///   - scopes: as requested; `nil` when not visible.
    ///   - provider: `nil` when unknown; then only the grammar speaks.
    package func profile(of scopes: [String]?, at provider: Provider?) -> ScopeProfile {
        ScopeProfile(scopes: scopes.map { $0.map { self.scope($0, at: provider) } })
    }

    package func scope(_ scope: String, at provider: Provider?) -> ClassifiedScope {
        let families = provider.map { [$0.id] + $0.aliases } ?? []
        for spelling in Self.spellings(of: scope) {
            if var match = self.table.scope(spelling, in: families) {
                match.scope = scope
                return match
            }
        }
        if Self.isDefault(scope) {
            return ClassifiedScope(
                scope: scope, access: .write, dataClass: .other, sensitivity: .high, basis: .grammar,
                description: "everything the app was registered for")
        }
        let bare = Self.spellings(of: scope).last ?? scope
        var match = ScopeGrammar.classify(bare)
        match.scope = scope
        return match
    }

    /// The scope as it came, then without the resource it is prefixed with.
    private static func spellings(of scope: String) -> [String] {
        for prefix in self.microsoftGraph where scope.lowercased().hasPrefix(prefix) {
            return [scope, String(scope.dropFirst(prefix.count))]
        }
        return [scope]
    }

    private static func isDefault(_ scope: String) -> Bool {
        scope == ".default" || scope.hasSuffix("/.default")
    }
}
