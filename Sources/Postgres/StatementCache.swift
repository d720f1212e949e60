import CPostgres
import SQL

/// The statements that one connection knows, by their text.
struct StatementCache {
    /// One statement in the server's spelling.
    final class Statement {
        /// Its name at the server; `nil` where statements have none.
        let name: String?
        let text: String
        private var known: SQLColumns?

        init(name: String?, text: String) {
            self.name = name
            self.text = text
        }

        /// The columns of its results.
        func columns(of result: OpaquePointer) -> SQLColumns {
            if let known = self.known { return known }
            let names = (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
            let columns = SQLColumns(names)
            self.known = columns
            return columns
        }
    }

    /// Statements after which the cache starts anew: lists with filters make texts without end.
    private static let bound = 256
    private let namesStatements: Bool
    private var statements: [String: Statement] = [:]
    private var count = 0

    init(namesStatements: Bool) {
        self.namesStatements = namesStatements
    }

    subscript(_ sql: String) -> Statement? { self.statements[sql] }

    var isFull: Bool { self.statements.count >= Self.bound }

    mutating func add(_ sql: String) -> Statement {
        self.count += 1
        let statement = Statement(
            name: self.namesStatements ? "s\(self.count)" : nil, text: StatementText.numbered(sql))
        self.statements[sql] = statement
        return statement
    }

    mutating func remove(_ sql: String) { self.statements[sql] = nil }

    mutating func removeAll() { self.statements.removeAll() }
}
