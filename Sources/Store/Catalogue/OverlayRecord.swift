package import Grants

/// What a person wants to correct.
package struct NewOverlay: Sendable, Equatable {
    /// `client_id`, `cimd_host`, `redirect_host`, `custom_scheme` or `domain`.
    package var kind: String
    package var value: String
    /// A provider's id; empty for any.
    package var providerID: String
    package var app: String
    package var vendor: String
    package var category: String
    package var aiClass: AIClass
    package var isSanctioned: Bool
    package var reason: String

    package init(
        kind: String, value: String, providerID: String, app: String, vendor: String, category: String,
        aiClass: AIClass, isSanctioned: Bool, reason: String
    ) {
        self.kind = kind
        self.value = value
        self.providerID = providerID
        self.app = app
        self.vendor = vendor
        self.category = category
        self.aiClass = aiClass
        self.isSanctioned = isSanctioned
        self.reason = reason
    }
}

/// A correction with its author.
package struct OverlayRecord: Sendable, Equatable {
    package var number: Int64
    package var correction: NewOverlay
    package var createdAt: Timestamp
    package var authorNumber: Int64
    /// The author's name as the tokens have it.
    package var author: String
    /// Set once it is no longer in force.
    package var removedAt: Timestamp?
}
