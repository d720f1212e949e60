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

    /// Why a database with steps that this version does not know is left alone.
    static func newerSchema(_ address: String) -> StoreError {
        StoreError(.newerSchema, "\(address) was written by a newer gnomon; run that version")
    }
}
