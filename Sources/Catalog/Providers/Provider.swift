/// A service that issues OAuth grants: who runs it, where it asks, and how it writes scopes.
///
/// A class, so that the many requests at one provider share one value; immutable.
package final class Provider: Sendable, Identifiable {
    /// The stable identifier used on the wire, such as `google`.
    package let id: String
    /// The product name shown to a reader.
    package let name: String
    /// The company behind the product; the name again when the catalogue does not say.
    package let vendor: String
    /// What kind of product it is, such as `crm`; `other` when the catalogue does not say.
    package let category: String
    /// Where authorization requests go. Empty when nothing identifies the provider.
    package let authorize: [EndpointPattern]
    /// The ASCII bytes between two scopes, beside white space; empty when the catalogue does not know.
    package let scopeDelimiters: [UInt8]
    /// What a request without a visible scope reaches, or nil when the catalogue does not know.
    package let defaultAccess: String?
    /// Other names of the same product.
    package let aliases: [String]

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

extension Provider: Hashable {
    /// Two rows of one id are two versions of one provider: they are equal when nothing differs.
    package static func == (left: Provider, right: Provider) -> Bool {
        left === right
            || left.id == right.id && left.name == right.name && left.vendor == right.vendor
                && left.category == right.category && left.authorize == right.authorize
                && left.scopeDelimiters == right.scopeDelimiters && left.defaultAccess == right.defaultAccess
                && left.aliases == right.aliases
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(self.id) }
}
