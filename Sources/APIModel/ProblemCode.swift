/// Every error that the HTTP interface can answer. Raw values are wire names: never rename, only add.
///
/// `schemas/codes.v1.json` lists the same codes.
package enum ProblemCode: String, Sendable, CaseIterable, Codable {
    // Authentication and authorisation.
    case tokenMissing = "token_missing"
    case tokenUnknown = "token_unknown"
    case tokenExpired = "token_expired"
    case tokenRevoked = "token_revoked"
    case roleRequired = "role_required"
    case originRefused = "origin_refused"
    case hostRefused = "host_refused"
    // Sensors.
    case credentialRevoked = "credential_revoked"
    case enrolmentOnly = "enrolment_only"
    case enrolmentCap = "enrolment_cap"
    case installMismatch = "install_mismatch"
    // The report as a whole.
    case contentCodingUnsupported = "content_coding_unsupported"
    case mediaTypeUnsupported = "media_type_unsupported"
    case gzipInvalid = "gzip_invalid"
    case gzipTruncated = "gzip_truncated"
    case gzipTrailingData = "gzip_trailing_data"
    case bodyTooLarge = "body_too_large"
    case inflatedTooLarge = "inflated_too_large"
    case jsonInvalid = "json_invalid"
    case utf8Invalid = "utf8_invalid"
    case jsonTooDeep = "json_too_deep"
    case envelopeFieldMissing = "envelope_field_missing"
    case envelopeFieldInvalid = "envelope_field_invalid"
    case schemaUnsupported = "schema_unsupported"
    case batchIDMismatch = "batch_id_mismatch"
    case tooManyEvents = "too_many_events"
    // What is no HTTP request.
    case requestMalformed = "request_malformed"
    case headerTooLarge = "header_too_large"
    // Load and failure.
    case requestTimeout = "request_timeout"
    case rateLimited = "rate_limited"
    case queueFull = "queue_full"
    case inboxFull = "inbox_full"
    case storeUnavailable = "store_unavailable"
    case shuttingDown = "shutting_down"
    case notReady = "not_ready"
    case internalError = "internal_error"
    // Reading and deciding.
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case filterUnknown = "filter_unknown"
    case sortUnknown = "sort_unknown"
    case parameterInvalid = "parameter_invalid"
    case cursorInvalid = "cursor_invalid"
    case bodyInvalid = "body_invalid"
    case policyInvalid = "policy_invalid"
    case riskModelInvalid = "risk_model_invalid"
    case conflict
    // Actions and jobs.
    case actionMoveIllegal = "action_move_illegal"
    case actionUnsupported = "action_unsupported"
    case actionEmpty = "action_empty"
    case actionChanged = "action_changed"
    case samePerson = "same_person"
    case localAdminIsNoSecond = "local_admin_is_no_second"
    case expectedCountDiffers = "expected_count_differs"
    case jobMoveIllegal = "job_move_illegal"
    // Connectors and the vault.
    case connectorInvalid = "connector_invalid"
    case connectorSettingsInvalid = "connector_settings_invalid"
    case connectorIsTest = "connector_is_test"
    case connectorNameTaken = "connector_name_taken"
    case webhookInvalid = "webhook_invalid"
    case vaultKeyMissing = "vault_key_missing"
    case vaultKeyWrong = "vault_key_wrong"
    case vaultKeyUnsafe = "vault_key_unsafe"
    case vaultKeyInvalid = "vault_key_invalid"
    case vaultSealedByUnknownKey = "vault_sealed_by_unknown_key"
    case vaultCorrupt = "vault_corrupt"
    case vaultValueInvalid = "vault_value_invalid"
    // Catalogues.
    case catalogDamaged = "catalog_damaged"
    case catalogTooLarge = "catalog_too_large"
    case catalogKeyUnknown = "catalog_key_unknown"
    case catalogSignatureInvalid = "catalog_signature_invalid"
    case catalogTampered = "catalog_tampered"
    case catalogOlder = "catalog_older"
    case catalogInvalid = "catalog_invalid"
    case overlayTooBroad = "overlay_too_broad"
    case overlayInvalid = "overlay_invalid"

    /// The HTTP status it is answered with.
    package var status: Int {
        switch self {
        case .tokenMissing, .tokenUnknown, .tokenExpired: 401
        case .tokenRevoked, .roleRequired, .originRefused, .samePerson, .localAdminIsNoSecond: 403
        case .credentialRevoked: 401
        case .enrolmentOnly, .installMismatch: 403
        case .enrolmentCap: 429
        case .hostRefused: 421
        case .contentCodingUnsupported, .mediaTypeUnsupported: 415
        case .bodyTooLarge, .inflatedTooLarge, .tooManyEvents: 413
        case .headerTooLarge: 431
        case .requestTimeout: 408
        case .rateLimited: 429
        case .queueFull, .inboxFull, .storeUnavailable, .shuttingDown, .notReady, .vaultKeyMissing, .vaultKeyWrong,
            .vaultKeyUnsafe, .vaultKeyInvalid, .vaultSealedByUnknownKey, .vaultCorrupt:
            503
        case .internalError: 500
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict, .actionMoveIllegal, .actionEmpty, .actionChanged, .expectedCountDiffers, .jobMoveIllegal,
            .connectorIsTest, .connectorNameTaken:
            409
        case .catalogTooLarge: 413
        case .catalogOlder: 409
        case .policyInvalid, .riskModelInvalid, .catalogDamaged, .catalogKeyUnknown, .catalogSignatureInvalid,
            .catalogTampered, .catalogInvalid, .overlayTooBroad, .overlayInvalid, .actionUnsupported,
            .connectorInvalid, .connectorSettingsInvalid, .webhookInvalid, .vaultValueInvalid:
            422
        case .gzipInvalid, .gzipTruncated, .gzipTrailingData, .jsonInvalid, .utf8Invalid, .jsonTooDeep,
            .envelopeFieldMissing, .envelopeFieldInvalid, .schemaUnsupported, .batchIDMismatch, .filterUnknown,
            .sortUnknown, .parameterInvalid, .cursorInvalid, .bodyInvalid, .requestMalformed:
            400
        }
    }

    /// What happened and how to mend it, in one sentence of our own.
    package var title: String {
        switch self {
        case .tokenMissing: "No bearer token was sent; send Authorization: Bearer TOKEN."
        case .tokenUnknown: "The token is not known here; create one with gnomon enrolment or gnomon tokens."
        case .tokenExpired: "The token has expired; rotate it."
        case .tokenRevoked: "The token was revoked; use another one."
        case .roleRequired: "None of the token's roles may do this."
        case .originRefused: "Requests from this browser origin are refused."
        case .hostRefused: "The Host header names no configured host; add it to the host names."
        case .credentialRevoked: "The sensor's credential was revoked; enrol again."
        case .enrolmentOnly: "The token only enrols; send with the credential that POST /v1/enrolments gives."
        case .enrolmentCap: "Too many credentials of this token, sensor or address; revoke those that nobody uses."
        case .installMismatch: "The credential is another sensor's; install_id must be the one that enrolled."
        case .contentCodingUnsupported: "The content coding is not supported; send gzip or none."
        case .mediaTypeUnsupported: "The media type is not supported; send application/json."
        case .gzipInvalid: "The body is not gzip or is damaged."
        case .gzipTruncated: "The gzip stream ends too early."
        case .gzipTrailingData: "Bytes follow the gzip member; send exactly one."
        case .bodyTooLarge: "The body is longer than allowed; send fewer events."
        case .inflatedTooLarge: "The body inflates beyond the limit; send fewer events."
        case .jsonInvalid: "The body is not JSON."
        case .utf8Invalid: "The body is not UTF-8."
        case .jsonTooDeep: "The JSON is nested too deeply."
        case .envelopeFieldMissing: "A field of the envelope is missing."
        case .envelopeFieldInvalid: "A field of the envelope is invalid."
        case .schemaUnsupported: "The report's schema is not supported; send gnomon.grant-report/1."
        case .batchIDMismatch: "batch_id is not the SHA-256 of the sorted event ids."
        case .tooManyEvents: "The report has too many events; split it."
        case .requestMalformed: "The bytes are no HTTP/1.1 request; TLS ends at the proxy before this service."
        case .headerTooLarge: "The request's header is too long, or one of its fields is."
        case .requestTimeout: "The request took too long to arrive."
        case .rateLimited: "Too many requests; wait as Retry-After says."
        case .queueFull: "Too many reports wait for the disk; try again."
        case .inboxFull: "Too many events wait for analysis; try again."
        case .storeUnavailable: "The store cannot write now; nothing was accepted; try again."
        case .shuttingDown: "The service is stopping; try again."
        case .notReady: "The service is not ready yet."
        case .internalError: "An error of ours; it was logged."
        case .notFound: "There is no such thing."
        case .methodNotAllowed: "The method is not allowed here."
        case .filterUnknown: "There is no such filter."
        case .sortUnknown: "There is no such order."
        case .parameterInvalid: "A parameter's value is invalid."
        case .cursorInvalid: "The cursor is not one of this list and order; start again without it."
        case .bodyInvalid: "The request body is not what this route reads."
        case .policyInvalid: "The policy is not valid."
        case .riskModelInvalid: "The risk model is not valid."
        case .conflict: "The present state does not allow this."
        case .actionMoveIllegal: "The action's state does not allow this; see it with gnomon actions view ID."
        case .actionUnsupported: "This cannot be done with an action of that kind; see it with gnomon actions view ID."
        case .actionEmpty: "No access stands that the action could end; cancel it."
        case .actionChanged: "Grants or scopes changed since the approval; cancel the action and propose a new one."
        case .samePerson: "Proposer, approver and second approver are different persons; ask somebody else."
        case .localAdminIsNoSecond:
            "The first-start administrator is never the second person; let a named person approve."
        case .expectedCountDiffers: "The count is another one than was expected; look again and name the new one."
        case .connectorInvalid: "The connector cannot be made so; see gnomon connectors kinds."
        case .connectorSettingsInvalid:
            "A setting or secret of the connector is missing, unknown or malformed; see gnomon connectors kinds."
        case .connectorIsTest: "A connector to a loopback network is a test; the setting environment is production."
        case .connectorNameTaken: "A connector in use has this name; choose another one."
        case .webhookInvalid: "The webhook's address or events are not possible; see gnomon webhooks add --help."
        case .vaultKeyMissing: "There is no master key; make one with gnomon vault key and name it in vault.key_file."
        case .vaultKeyWrong: "The master key is another one than the secrets were sealed under; restore the right one."
        case .vaultKeyUnsafe: "Others than the owner may use the master key's file; chmod 600, and start again."
        case .vaultKeyInvalid: "The master key's file holds no key; make one with gnomon vault key."
        case .vaultSealedByUnknownKey:
            "A secret is sealed under a key that is not at hand; name it as the previous key."
        case .vaultCorrupt: "A sealed secret was changed or moved; set it anew with gnomon connectors rotate."
        case .vaultValueInvalid: "A secret is empty or longer than 65536 bytes."
        case .jobMoveIllegal: "The job's state does not allow this; see it with gnomon jobs view ID."
        case .catalogDamaged: "The file is no signed catalogue, or is cut off; get it anew."
        case .catalogTooLarge: "The file is longer than any signed catalogue may be; it was not read."
        case .catalogKeyUnknown:
            "The key that signed the catalogue is not trusted; see the setting catalog.trusted_keys."
        case .catalogSignatureInvalid: "The signature does not fit the catalogue; get the file anew."
        case .catalogTampered: "A file of the catalogue is not the one that was signed; get it anew."
        case .catalogOlder: "The catalogue is not newer than the one in force; import a newer one."
        case .catalogInvalid: "A row of the catalogue is wrong; gnomon catalog check names all such rows."
        case .overlayTooBroad: "The correction would speak for apps that it does not mean; name a narrower sign."
        case .overlayInvalid: "The correction has a value that is not allowed."
        }
    }
}

/// An error's body (RFC 9457), media type `application/problem+json`.
package struct Problem: Codable, Sendable, Equatable {
    package var type: String
    package var title: String
    package var status: Int
    package var code: String
    /// What exactly, in words of ours and names of the interface.
    package var detail: String?
    /// The field or parameter at fault.
    package var field: String?

    package init(_ code: ProblemCode, detail: String? = nil, field: String? = nil) {
        self.type = "about:blank"
        self.title = code.title
        self.status = code.status
        self.code = code.rawValue
        self.detail = detail
        self.field = field
    }
}
