import SQL

/// Something that is always true of a store, and the query that finds where it is not.
struct Invariant: Sendable {
    /// For programs: words of the schema, with dots.
    let name: String
    /// For people: what is true.
    let meaning: String
    /// Says each breach.
    let breaches: @Sendable (any SQLSession, _ say: (String) -> Void) throws -> Void

    init(
        _ name: String, _ meaning: String,
        breaches: @escaping @Sendable (any SQLSession, _ say: (String) -> Void) throws -> Void
    ) {
        self.name = name
        self.meaning = meaning
        self.breaches = breaches
    }

    /// One that holds when a query finds nothing.
    ///
    /// - Parameter offenders: its columns say where the breach is; none holds what a person wrote.
    init(_ name: String, _ meaning: String, offenders: String) {
        self.init(name, meaning) { database, say in
            try database.forEachRow(offenders, []) { row in
                say(zip(row.columns.names, row.values).map { "\($0) \($1.shown)" }.joined(separator: ", "))
            }
        }
    }
}
