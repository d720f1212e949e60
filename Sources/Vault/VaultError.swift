/// Why the vault does not do what it was asked.
///
/// It never holds a key, a value or a part of one.
package struct VaultError: Error, Sendable, Equatable {
    /// Wire names: never renamed, only added.
    package enum Code: String, Sendable, CaseIterable {
        /// No master key is configured, or its file is not there.
        case keyMissing = "vault_key_missing"
        /// There is a file of a master key already where one is to be made.
        case keyExists = "vault_key_exists"
        /// Others than its owner may read the key's file, or it belongs to somebody else.
        case keyUnsafe = "vault_key_unsafe"
        /// The key's text is none.
        case keyInvalid = "vault_key_invalid"
        /// The key is another than the one that the vault was begun with.
        case keyWrong = "vault_key_wrong"
        /// A record was sealed under a key that is neither the current nor a previous one.
        case sealedByUnknownKey = "vault_sealed_by_unknown_key"
        /// A record was changed, cut, or belongs to another place.
        case corrupt = "vault_corrupt"
        /// A value is empty or too long to be kept.
        case valueInvalid = "vault_value_invalid"
        /// libcrypto or the system failed at a step that should not fail.
        case `internal` = "vault_internal"
    }

    package let kind: Code
    /// For people: what was wrong, and what mends it.
    package let detail: String

    /// The stable name.
    package var code: String { self.kind.rawValue }

    package init(_ kind: Code, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

extension VaultError: CustomStringConvertible {
    package var description: String { "\(self.code): \(self.detail)" }
}
