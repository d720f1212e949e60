/// Why a signed catalogue is not taken. The one in force stays.
package struct CatalogRefusal: Error, Sendable, Equatable {
    /// Raw values are wire names: never rename, only add.
    package enum Code: String, Sendable, CaseIterable {
        /// Cut off, or no bundle at all.
        case damaged = "catalog_damaged"
        /// Longer than `CatalogBundle.maximumBytes`.
        case tooLarge = "catalog_too_large"
        /// Signed by a key that is not trusted here.
        case keyUnknown = "catalog_key_unknown"
        /// The signature is not that key's over this manifest.
        case signatureInvalid = "catalog_signature_invalid"
        /// A file is not the one that was signed.
        case tampered = "catalog_tampered"
        /// Its version is not newer than that in force.
        case older = "catalog_older"
        /// A row of it is wrong.
        case invalid = "catalog_invalid"
    }

    package var code: Code
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
