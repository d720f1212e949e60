import CPostgres
import SQL

/// Turns what libpq and the server say into `SQLError`.
enum PostgresFailure {
    /// SQLSTATEs by kind (PostgreSQL manual, appendix A); the first two characters are a class.
    ///
    /// Class 08 is no lost connection of ours: 08P01 refuses a message that does not fit its statement, the others come
    /// from a server that the database itself connects to.
    private static func kind(ofState state: String) -> SQLError.Kind {
        switch state {
        case "23505": .uniqueViolation
        case "23503": .foreignKeyViolation
        case "23514": .checkViolation
        case "40001": .serialization
        case "40P01": .deadlock
        case "57014", "55P03": .timeout
        case "25006": .readOnly
        case "53100": .diskFull
        case "57P01", "57P02", "57P03": .unavailable
        default:
            switch state.prefix(2) {
            case "23": .otherConstraint
            case "28": .authentication
            case "53", "58": .unavailable
            default: .other
            }
        }
    }

    /// A failed result. The server's message is shown, its detail is not: that may quote a row.
    static func error(_ result: OpaquePointer?, on connection: OpaquePointer) -> SQLError {
        guard let result, let state = self.field("C", of: result) else { return self.broken(connection) }
        let isLost = self.endsConnection(result) || PQstatus(connection) != CONNECTION_OK
        let text = self.message(self.field("M", of: result) ?? "failed", on: connection)
        return SQLError(isLost ? .connectionLost : self.kind(ofState: state), text, sqlState: state)
    }

    /// Whether the server ends the connection after an error or a notice of this severity.
    static func endsConnection(_ result: OpaquePointer) -> Bool {
        ["FATAL", "PANIC"].contains(self.field("V", of: result))
    }

    /// A field of an error or a notice (libpq, `PQresultErrorField`), by its letter in the protocol.
    static func field(_ letter: Unicode.Scalar, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, CInt(letter.value)).map { String(cString: $0) }
    }

    /// A call of libpq's that failed: the connection is lost, or it was not the time for the call.
    static func broken(_ connection: OpaquePointer) -> SQLError {
        let text = self.lastMessage(connection)
        guard PQstatus(connection) != CONNECTION_OK else { return SQLError(.other, text) }
        return SQLError(.connectionLost, "the connection to the database was lost: \(text)")
    }

    /// Why a connection could not be made.
    ///
    /// libpq has no codes for this; the words are those of its English messages, and what is not recognised is
    /// `unavailable`.
    static func refusal(_ connection: OpaquePointer?, address: String) -> SQLError {
        let lower = connection.map(self.lastWords)?.lowercased() ?? ""
        let text = connection.map(self.lastMessage) ?? "no memory"
        let kind: SQLError.Kind =
            if lower.contains("authentication failed") || lower.contains("no password supplied")
                || lower.contains("no pg_hba.conf entry")
                || lower.contains("role \"") && lower.contains("does not exist")
            {
                .authentication
            } else if lower.contains("could not translate host name") {
                .unknownHost
            } else if lower.contains("connection refused") || lower.contains("no such file or directory") {
                .refused
            } else if lower.contains("session is read-only") || lower.contains("server is in hot standby mode") {
                .readOnly
            } else {
                .unavailable
            }
        return SQLError(kind, "\(address): \(text)")
    }

    private static func lastMessage(_ connection: OpaquePointer) -> String {
        self.message(self.lastWords(connection), on: connection)
    }

    /// What libpq says of the last failure, on one line, to be read by no person.
    private static func lastWords(_ connection: OpaquePointer) -> String {
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// A message without the connection's user and password.
    private static func message(_ text: String, on connection: OpaquePointer) -> String {
        let secrets = [PQuser(connection), PQpass(connection)].compactMap { $0.map { String(cString: $0) } }
        return Redaction.removing(secrets, from: text)
    }
}
