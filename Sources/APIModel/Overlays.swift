/// Asks for a correction of the catalogue.
package struct OverlayRequest: Codable, Sendable, Equatable {
    /// `client_id`, `cimd_host`, `redirect_host`, `custom_scheme` or `domain`.
    package var kind: String
    package var value: String
    /// A provider's id; absent for any.
    package var provider: String?
    package var app: String
    /// The app's name when absent.
    package var vendor: String?
    package var category: String?
    /// `ai_native`, `ai_enabled`, `not_ai` or `unknown`.
    package var aiClass: String
    package var sanctioned: Bool?
    package var reason: String

    package init(
        kind: String, value: String, provider: String?, app: String, vendor: String?, category: String?,
        aiClass: String, sanctioned: Bool, reason: String
    ) {
        self.kind = kind
        self.value = value
        self.provider = provider
        self.app = app
        self.vendor = vendor
        self.category = category
        self.aiClass = aiClass
        self.sanctioned = sanctioned
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case kind, value, provider, app, vendor, category, sanctioned, reason
        case aiClass = "ai_class"
    }
}

/// A correction of the catalogue with its author.
package struct OverlayBody: Codable, Sendable, Equatable {
    package var id: String
    package var kind: String
    package var value: String
    package var provider: String?
    package var app: String
    package var vendor: String
    package var category: String
    package var aiClass: String
    package var sanctioned: Bool
    package var reason: String
    package var author: String
    package var createdAt: String
    /// Set once it is no longer in force.
    package var removedAt: String?
    /// Only in the answer that created it: what its author should know.
    package var warnings: [String]?

    package init(
        id: String, kind: String, value: String, provider: String?, app: String, vendor: String, category: String,
        aiClass: String, sanctioned: Bool, reason: String, author: String, createdAt: String,
        removedAt: String? = nil, warnings: [String]? = nil
    ) {
        self.id = id
        self.kind = kind
        self.value = value
        self.provider = provider
        self.app = app
        self.vendor = vendor
        self.category = category
        self.aiClass = aiClass
        self.sanctioned = sanctioned
        self.reason = reason
        self.author = author
        self.createdAt = createdAt
        self.removedAt = removedAt
        self.warnings = warnings
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, value, provider, app, vendor, category, sanctioned, reason, author, warnings
        case aiClass = "ai_class"
        case createdAt = "created_at"
        case removedAt = "removed_at"
    }
}
