package import Grants

/// Classifies the scopes of a request: the published table first, the grammar for the rest.
package struct ScopeReader: Sendable {
    private let table: ScopeTable
    private let grammar: ScopeGrammar
    /// Addresses with which vendors begin their scopes, and whose scopes these are, whoever issues them
    /// (developers.google.com, "OAuth 2.0 Scopes for Google APIs"; learn.microsoft.com, "Scopes and permissions in
    /// the Microsoft identity platform").
    private let addresses: [Address]

    private struct Address {
        var prefix: String
        var family: ScopeFamily
        /// Whether the table has its scopes without the address.
        var isLeftOut: Bool
    }

    package init(table: ScopeTable) {
        self.table = table
        var grammar = ScopeGrammar()
        grammar.kinship = ScopeKinship(
            table.rows.map { row in
                let form = ScopeFamily(name: row.family, category: "", tables: []).form
                return (table.family(row.family) ?? 0, grammar.reading(of: row.scope.scope, form: form), row.scope)
            })
        self.grammar = grammar
        let google = table.family("google").map { [$0] } ?? []
        let graph = ["microsoft-graph", "microsoft"].compactMap { table.family($0) }
        self.addresses = [
            ("https://www.googleapis.com/auth/", "google", google, false),
            ("https://graph.microsoft.com/", "microsoft", graph, true),
            ("https://graph.microsoft.us/", "microsoft", graph, true),
        ].map { prefix, name, tables, isLeftOut in
            Address(
                prefix: prefix, family: ScopeFamily(name: name, category: "", tables: tables), isLeftOut: isLeftOut)
        }
    }

    /// - Parameters:
    ///   - scopes: as requested; `nil` when not visible.
    ///   - provider: `nil` when unknown; then only the grammar speaks.
    package func profile(of scopes: [String]?, at provider: Provider?) -> ScopeProfile {
        guard let scopes else { return ScopeProfile(scopes: nil) }
        let family = self.family(of: provider)
        return ScopeProfile(scopes: scopes.map { self.scope($0, in: family) })
    }

    package func scope(_ scope: String, at provider: Provider?) -> ClassifiedScope {
        self.scope(scope, in: self.family(of: provider))
    }

    /// The provider that a name in a list of scopes means, with the family of that name first.
    ///
    /// - Parameters:
    ///   - name: a provider's id, or one of its aliases, which may be a scope family of its own.
    ///   - providers: the catalogue's.
    /// - Returns: `nil` for any other name; then only the grammar speaks.
    package func provider(named name: String, in providers: ProviderIndex) -> Provider? {
        if let provider = providers.provider(id: name) { return provider }
        guard let provider = providers.providers.first(where: { $0.aliases.contains(name) }) else { return nil }
        guard self.table.family(name) != nil else { return provider }
        return Provider(
            id: name, name: provider.name, vendor: provider.vendor, category: provider.category,
            authorize: provider.authorize, scopeDelimiters: provider.scopeDelimiters,
            defaultAccess: provider.defaultAccess, aliases: [provider.id] + provider.aliases)
    }

    private func family(of provider: Provider?) -> ScopeFamily {
        guard let provider else { return .unknown }
        let tables = self.table.family(provider.id).map { [$0] } ?? []
        return ScopeFamily(
            name: provider.id, category: provider.category,
            tables: tables + provider.aliases.compactMap { self.table.family($0) })
    }

    private func scope(_ scope: String, in family: ScopeFamily) -> ClassifiedScope {
        var text = scope
        let (published, address, isDefault) = text.withUTF8 { bytes in
            let address = self.address(of: bytes)
            return (self.published(bytes, in: family, address), address, Self.isDefault(bytes))
        }
        if var published {
            published.scope = scope
            if published.description.isEmpty {
                published.description = ScopePhrase.text(published.access, published.dataClass, .plain)
            }
            return published
        }
        if isDefault {
            return ClassifiedScope(
                scope: scope, access: .write, dataClass: .other, sensitivity: .high, basis: .grammar,
                description: "everything the app was registered for")
        }
        return self.grammar.meaning(of: scope, in: address?.family ?? family)
    }

    private func address(of scope: UnsafeBufferPointer<UInt8>) -> Address? {
        guard let first = scope.first, first | 0x20 == UInt8(ascii: "h") else { return nil }
        return self.addresses.first { address in
            scope.count > address.prefix.utf8.count
                && zip(scope, address.prefix.utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
        }
    }

    /// The row of the scope as it came, or of its address's vendor.
    private func published(
        _ scope: UnsafeBufferPointer<UInt8>, in family: ScopeFamily, _ address: Address?
    ) -> ClassifiedScope? {
        if let match = self.row(scope[...], in: family.tables) { return match }
        guard let address else { return nil }
        return self.row(
            address.isLeftOut ? scope.dropFirst(address.prefix.utf8.count) : scope[...], in: address.family.tables)
    }

    private func row(_ scope: Slice<UnsafeBufferPointer<UInt8>>, in tables: [Int]) -> ClassifiedScope? {
        for table in tables {
            if let match = self.table.scope(scope, in: table) { return match }
        }
        return nil
    }

    private static func isDefault(_ scope: UnsafeBufferPointer<UInt8>) -> Bool {
        let name = ".default"
        guard scope.count >= name.utf8.count, scope.suffix(name.utf8.count).elementsEqual(name.utf8) else {
            return false
        }
        return scope.count == name.utf8.count || scope[scope.count - name.utf8.count - 1] == UInt8(ascii: "/")
    }
}
