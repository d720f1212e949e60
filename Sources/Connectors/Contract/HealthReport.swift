/// What keeps a connector from its work.
package struct HealthProblem: Sendable, Equatable {
    /// A stable name: the outcome that a call would have.
    package var code: RevokeOutcome
    /// In the vendor's words.
    package var detail: String
    /// The missing permission, scope or role by the vendor's name.
    package var permission: String?
    /// The vendor's page about it.
    package var documentation: String?

    package init(code: RevokeOutcome, detail: String, permission: String? = nil, documentation: String? = nil) {
        self.code = code
        self.detail = detail
        self.permission = permission
        self.documentation = documentation
    }

    package init(_ answer: ProviderAnswer) {
        self.init(
            code: answer.outcome, detail: answer.detail, permission: answer.permission,
            documentation: answer.documentation)
    }
}

/// A connector's health, as found by calls made for it.
package struct HealthReport: Sendable, Equatable {
    /// Empty when everything the connector does is permitted.
    package var problems: [HealthProblem]
    /// Whether this run saw a grant, or had the right to a listing, of somebody else than the caller. Without it an
    /// empty listing is no proof of absence.
    package var seesOtherPeople: Bool

    package init(problems: [HealthProblem], seesOtherPeople: Bool) {
        self.problems = problems
        self.seesOtherPeople = seesOtherPeople
    }
}
