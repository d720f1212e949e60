/// Whether the provider's listing shows a grant.
package enum Presence: Sendable, Equatable {
    /// The listing was read and does not show it.
    case absent
    /// The listing shows it, or another grant that lets the same client reach the same account.
    case present(detail: String)
    /// The listing could not be read: proof of nothing.
    case unknown(ProviderAnswer)
}

/// A read-back.
package struct VerificationAnswer: Sendable, Equatable {
    package var presence: Presence
    /// The provider's ids of the requests, oldest first.
    package var requestIDs: [String]

    package init(presence: Presence, requestIDs: [String]) {
        self.presence = presence
        self.requestIDs = requestIDs
    }
}
