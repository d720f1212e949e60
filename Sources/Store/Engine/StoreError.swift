import Governance
import SQL

/// Why the store could not do what was asked.
package struct StoreError: Error, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        /// The bytes waiting for a commit are at their bound.
        case queueFull = "queue_full"
        /// The events waiting for analysis are at their bound.
        case inboxFull = "inbox_full"
        /// The disk is full, the file read-only, or the database unreachable.
        case unavailable = "store_unavailable"
        /// Another process writes to this file.
        case locked = "store_locked"
        /// The file was written by a newer version.
        case newerSchema = "store_newer_schema"
        case notFound = "not_found"
        /// What was asked does not fit the state of things.
        case conflict
        /// Something was classified by a catalogue that is no longer the newest.
        case catalogStale = "catalog_stale"
        case shuttingDown = "shutting_down"
        /// The states of an action have no such move.
        case actionMoveIllegal = "action_move_illegal"
        /// Nothing carries out an action of this kind.
        case actionUnsupported = "action_unsupported"
        /// The action is about nothing that stands.
        case actionEmpty = "action_empty"
        /// Grants or scopes are others than those that were approved.
        case actionChanged = "action_changed"
        case samePerson = "same_person"
        case localAdminIsNoSecond = "local_admin_is_no_second"
        case expectedCountDiffers = "expected_count_differs"
        /// A job's work has begun, or is over.
        case jobMoveIllegal = "job_move_illegal"
        case connectorUnknown = "connector_unknown"
        case connectorNameTaken = "connector_name_taken"
        case vaultKeyWrong = "vault_key_wrong"
    }

    package var code: Code
    package var detail: String

    package init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }
}

extension StoreError {
    /// The database's own reason.
    init(_ error: SQLError) {
        self.init(.unavailable, error.message)
    }

    /// Why a person may not approve.
    init(_ refusal: ApprovalRefusal, _ action: Int64) {
        switch refusal {
        case .samePerson:
            self.init(
                .samePerson, "proposer, approver and second approver of act_\(action) must be different persons")
        case .localAdminIsNoSecond:
            self.init(
                .localAdminIsNoSecond,
                "local-admin is never the second person; give somebody a token of their own: gnomon tokens create")
        }
    }

    /// Why a database with steps that this version does not know is left alone.
    static func newerSchema(_ address: String) -> StoreError {
        StoreError(.newerSchema, "\(address) was written by a newer gnomon; run that version")
    }
}
