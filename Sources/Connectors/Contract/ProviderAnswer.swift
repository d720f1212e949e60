/// What a provider said, in the words of `RevokeOutcome`.
package struct ProviderAnswer: Error, Sendable, Equatable {
    package var outcome: RevokeOutcome
    /// The vendor's words or the connector's; at most 500 characters, no secret.
    package var detail: String
    /// The pause the provider asked for, at most a day.
    package var retryAfter: Duration?
    /// The provider's ids of the requests that led here, oldest first.
    package var requestIDs: [String]
    /// How long tokens already given out may live on, seconds; `nil` when the provider ends them at once.
    package var residualAccessSeconds: Int?
    /// The missing permission, scope or role by the vendor's name.
    package var permission: String?
    /// The vendor's page about it.
    package var documentation: String?

    package init(
        _ outcome: RevokeOutcome, detail: String, retryAfter: Duration? = nil, requestIDs: [String] = [],
        residualAccessSeconds: Int? = nil, permission: String? = nil, documentation: String? = nil
    ) {
        self.outcome = outcome
        self.detail = detail
        self.retryAfter = retryAfter
        self.requestIDs = requestIDs
        self.residualAccessSeconds = residualAccessSeconds
        self.permission = permission
        self.documentation = documentation
    }
}
