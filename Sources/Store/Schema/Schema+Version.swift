import SQL

extension Schema {
    /// Makes sure that a database, which is only read, has this version's tables.
    ///
    /// - Parameter address: the database's name in messages.
    /// - Throws: `StoreError` with `store_newer_schema` or `store_unavailable`; `SQLError`.
    static func requirePresentVersion(_ database: any SQLSession, address: String) throws {
        let (list, done): (String?, String)
        switch database.dialect {
        case .sqlite:
            list = try database.value(
                String.self, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'grdb_migrations'")
            done = "SELECT identifier FROM grdb_migrations"
        case .postgres:
            list = try database.value(String.self, "SELECT CAST(to_regclass('schema_steps') AS TEXT)")
            done = "SELECT name FROM schema_steps"
        }
        guard list != nil else { throw StoreError(.unavailable, "\(address) is no store of gnomon's") }
        let names = Set(try database.column(String.self, done))
        guard names.isSubset(of: Self.steps.map(\.name)) else {
            throw StoreError.newerSchema(address)
        }
        guard names.count == Self.steps.count else {
            throw StoreError(
                .unavailable, "\(address) was written by an older gnomon; start this version's gnomon serve on it once")
        }
    }
}
