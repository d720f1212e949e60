/// A service that issues OAuth grants: who runs it, where it asks, and how it writes scopes.
package struct Provider: Sendable, Hashable, Identifiable {
    /// The stable identifier used on the wire, such as `google`.
    package var id: String
    /// The product name shown to a reader.
    package var name: String
    /// The company behind the product; the name again when the catalogue does not say.
    package var vendor: String
    /// What kind of product it is, such as `crm`; `other` when the catalogue does not say.
    package var category: String
    /// Where authorization requests go. Empty when nothing identifies the provider.
    package var authorize: [EndpointPattern]
    /// The ASCII bytes between two scopes, beside white space; empty when the catalogue does not know.
    package var scopeDelimiters: [UInt8]
    /// What a request without a visible scope reaches, or nil when the catalogue does not know.
    package var defaultAccess: String?
    /// Other names of the same product.
    package var aliases: [String]

    /// Makes a provider; everything but the id and the name may be left out.
    package init(
        id: String, name: String, vendor: String? = nil, category: String = "other",
        authorize: [EndpointPattern] = [], scopeDelimiters: [UInt8] = [],
        defaultAccess: String? = nil, aliases: [String] = []
    ) {
        self.id = id
        self.name = name
        self.vendor = vendor ?? name
        self.category = category
        self.authorize = authorize
        self.scopeDelimiters = scopeDelimiters
        self.defaultAccess = defaultAccess
        self.aliases = aliases
    }
}
