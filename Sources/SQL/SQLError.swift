/// Why a statement, a connection or a commit failed. The message names no argument.
package struct SQLError: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case uniqueViolation, foreignKeyViolation, checkViolation, otherConstraint
        /// Two transactions met (40001); doing it again may work.
        case serialization
        /// 40P01.
        case deadlock
        /// A statement or a lock took too long (57014, 55P03).
        case timeout
        case readOnly, diskFull
        case connectionLost
        /// Nobody knows whether the commit took place.
        case commitUnknown
        case authentication, unknownHost, refused, serverTooOld
        /// The server takes no work now (57P03, 53300), or the file cannot be opened.
        case unavailable
        case other
    }

    package let kind: Kind
    package let message: String
    /// PostgreSQL's five characters.
    package let sqlState: String?

    package init(_ kind: Kind, _ message: String, sqlState: String? = nil) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
    }

    /// Whether a rule of the schema was broken: the data is at fault, not the database.
    package var isConstraint: Bool {
        switch self.kind {
        case .uniqueViolation, .foreignKeyViolation, .checkViolation, .otherConstraint: true
        default: false
        }
    }

    /// Whether the transaction failed only because another was under way at the same time.
    package var isMeeting: Bool { self.kind == .serialization || self.kind == .deadlock }
}
