import CPostgres
import SQL

/// The keywords of a connection string, as libpq reads them.
struct ConnectionParts {
    private var values: [String: String] = [:]

    /// - Throws: `SQLError` of kind `other`; its message does not repeat the string, which may hold a password.
    init(_ text: String) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            PQfreemem(message)
            throw SQLError(.other, "the connection string cannot be read; write postgresql://USER@HOST/DATABASE")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { self.values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
    }

    subscript(_ keyword: String) -> String? { self.values[keyword] }
}
