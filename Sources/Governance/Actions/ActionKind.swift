/// What a finding is proposed to end in.
package enum ActionKind: String, Sendable, CaseIterable, Codable {
    /// End the access that each person gave; the app may ask again.
    case revoke
    case register
    /// Somebody must decide, by a date.
    case review
    /// Keep the client from asking anybody again; what it has stays.
    case block

    /// What a policy may propose. To block is a person's own decision: it hits everybody.
    package static let ofPolicies: [ActionKind] = [.revoke, .register, .review]

    /// Whether approving it calls an app's interface.
    package var isExecuted: Bool { self == .revoke || self == .block }
}
