import FoundationEssentials

extension Provider {
    /// Reads the providers of a catalogue file, in file order.
    ///
    /// Fields that the reader does not know are ignored; only `id` and `name` are required. The
    /// endpoints of a self-hosted product (`path_only`) are dropped, because its host is not known.
    ///
    /// - Parameter json: the whole file, `{"providers":[…]}`, UTF-8.
    /// - Throws: `DecodingError`, whose coding path names the row and the field.
    package static func decode(_ json: [UInt8]) throws -> [Provider] {
        try JSONDecoder().decode(ProviderFile.self, from: Data(json)).providers.map(\.provider)
    }
}

/// The catalogue file of providers.
private struct ProviderFile: Decodable {
    var providers: [ProviderRow]
}

/// One row of the catalogue file, with the names it has there.
private struct ProviderRow: Decodable {
    var id: String
    var name: String
    var vendor: String?
    var category: String?
    var authorize: [EndpointPattern]?
    var scopeDelimiter: String?
    var defaultAccess: String?
    var aliases: [String]?
    var isPathOnly: Bool?

    enum CodingKeys: String, CodingKey {
        case id, name, vendor, category, authorize, aliases
        case scopeDelimiter = "scope_delimiter"
        case defaultAccess = "default_access"
        case isPathOnly = "path_only"
    }

    var provider: Provider {
        Provider(
            id: self.id, name: self.name, vendor: self.vendor, category: self.category ?? "other",
            authorize: self.isPathOnly == true ? [] : self.authorize ?? [],
            scopeDelimiters: Array((self.scopeDelimiter ?? "").utf8),
            defaultAccess: self.defaultAccess, aliases: self.aliases ?? [])
    }
}
