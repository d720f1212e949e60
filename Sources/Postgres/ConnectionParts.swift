import CPostgres
import SQL

/// The keywords of a connection string, as libpq reads them, without user and secrets.
struct ConnectionParts {
    private var values: [String: String] = [:]

    /// - Throws: `SQLError` of kind `other`; its message repeats nothing of the string, which may hold a password.
    init(_ text: String) throws {
        guard Self.isUnambiguous(text) else {
            throw SQLError(
                .other,
                "the connection string has an @ or a / that must be percent-encoded (%40, %2F), as in a password")
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            PQfreemem(message)
            throw SQLError(.other, "the connection string cannot be read; write postgresql://USER@HOST/DATABASE")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            let name = String(cString: keyword)
            let isSecret = name == "user" || option.pointee.dispchar.map { String(cString: $0) } == "*"
            if let value = option.pointee.val, !isSecret { self.values[name] = String(cString: value) }
            option += 1
        }
        guard (self["port"] ?? "").split(separator: ",").allSatisfy({ UInt16($0) != nil }) else {
            throw SQLError(.other, "the connection string has a port that is no number; write USER:PASSWORD@HOST:PORT")
        }
    }

    subscript(_ keyword: String) -> String? { self.values[keyword] }

    /// Whether libpq reads a URL as it was meant: it takes the first `@` before the first `/` for the end of user and
    /// password, and what comes behind for a host, which its messages name.
    private static func isUnambiguous(_ text: String) -> Bool {
        guard let scheme = ["postgresql://", "postgres://"].first(where: text.hasPrefix) else { return true }
        let rest = text.dropFirst(scheme.count)
        guard let mark = rest.firstIndex(of: "@") else { return true }
        return !rest[..<mark].contains("/") && !rest[rest.index(after: mark)...].contains("@")
    }
}
