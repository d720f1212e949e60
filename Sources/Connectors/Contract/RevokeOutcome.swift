/// What became of one call to a provider. Raw values are wire names: never rename, only add.
package enum RevokeOutcome: String, CaseIterable, Sendable, Codable {
    /// The provider's answer is proof by itself that the grant is gone.
    case revoked
    /// The provider accepted; only its listing can tell that the grant is gone.
    case revokedUnverified = "revoked_unverified"
    /// The grant is not there, and the account is known to exist.
    case alreadyAbsent = "already_absent"
    /// The account itself is unknown to the provider: no success, the identity has to be resolved again.
    case subjectMissing = "subject_missing"
    /// The client id leads to no key of the vendor, or to more than one: a person has to map it.
    case needsMapping = "needs_mapping"
    /// Authenticated, but a permission, scope or role is missing. Trying again does not help.
    case forbidden
    /// The connector's own credentials or settings do not work.
    case misconfigured
    /// The provider's limit is reached; the answer says when to come back.
    case throttled
    /// A fault that may pass: 5xx, time-out, lost connection, an answer that cannot be read.
    case transient
    /// The provider, product or plan has no interface for this: a task for a person.
    case unsupported
}
