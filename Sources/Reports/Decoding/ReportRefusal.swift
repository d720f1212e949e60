/// Why a report was refused whole. Raw values are wire names: never rename, only add.
package struct ReportRefusal: Error, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        /// The body does not begin as gzip, or its data or checksum is damaged.
        case gzipInvalid = "gzip_invalid"
        /// The gzip member ends too early.
        case gzipTruncated = "gzip_truncated"
        /// Bytes follow the gzip member.
        case gzipTrailingData = "gzip_trailing_data"
        /// The body is longer than `ReportLimits.compressedBytes`.
        case bodyTooLarge = "body_too_large"
        /// The text grew past `ReportLimits.inflatedBytes`.
        case inflatedTooLarge = "inflated_too_large"
        case jsonInvalid = "json_invalid"
        case utf8Invalid = "utf8_invalid"
        case jsonTooDeep = "json_too_deep"
        /// A field of the envelope is absent.
        case envelopeFieldMissing = "envelope_field_missing"
        /// A field of the envelope has the wrong type, form, length or range, or holds a secret.
        case envelopeFieldInvalid = "envelope_field_invalid"
        /// `schema` names another format or major version.
        case schemaUnsupported = "schema_unsupported"
        /// `batch_id` is not the hash of the event ids.
        case batchIDMismatch = "batch_id_mismatch"
        /// More events than `ReportLimits.events`.
        case tooManyEvents = "too_many_events"
    }

    package var code: Code
    /// The envelope's field at fault, one of the schema's own names.
    package var field: String?

    package init(_ code: Code, field: String? = nil) {
        self.code = code
        self.field = field
    }
}
