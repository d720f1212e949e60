import CPostgres
import SQL

/// Turns what libpq and the server say into `SQLError`.
enum PostgresFailure {
    /// SQLSTATEs by kind (PostgreSQL manual, appendix A); the first two characters are a class.
    static func kind(ofState state: String) -> SQLError.Kind {
        switch state {
        case "23505": .uniqueViolation
        case "23503": .foreignKeyViolation
        case "23514": .checkViolation
        case "40001": .serialization
        case "40P01": .deadlock
        case "57014", "55P03": .timeout
        case "25006": .readOnly
        case "53100": .diskFull
        case "57P01", "57P02": .connectionLost
        case "57P03", "53300": .unavailable
        default:
            switch state.prefix(2) {
            case "23": .otherConstraint
            case "08": .connectionLost
            case "28": .authentication
            case "53", "58": .unavailable
            default: .other
            }
        }
    }

    /// A failed result. The server's message is shown, its detail is not: that may quote a row.
    static func error(_ result: OpaquePointer?, on connection: OpaquePointer) -> SQLError {
        guard let result, let field = PQresultErrorField(result, CInt(UInt8(ascii: "C"))) else {
            return self.lost(connection)
        }
        let state = String(cString: field)
        let text = PQresultErrorField(result, CInt(UInt8(ascii: "M"))).map { String(cString: $0) } ?? "failed"
        return SQLError(self.kind(ofState: state), text, sqlState: state)
    }

    static func lost(_ connection: OpaquePointer) -> SQLError {
        SQLError(.connectionLost, "the connection to the database was lost: \(self.message(connection))")
    }

    /// Why a connection could not be made.
    ///
    /// libpq has no codes for this; the words are those of its English messages, and what is not recognised is
    /// `unavailable`.
    static func refusal(_ connection: OpaquePointer?, address: String) -> SQLError {
        let text = connection.map(self.message) ?? "no memory"
        let lower = text.lowercased()
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

    private static func message(_ connection: OpaquePointer) -> String {
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
