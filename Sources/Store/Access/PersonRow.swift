import Grants
import SQL

/// A person as a row of `people` knows them, without the number.
struct PersonRow: Sendable {
    enum Kind: String, Sendable {
        case browserUser = "browser_user"
        case `operator`, service
    }

    /// By which the row is found; see `PersonKey`.
    let key: String
    let kind: Kind
    /// An operator's or a service's name, too.
    let address: String?
    let domain: String?
    let isManaged: Bool

    /// The person's number; a new one becomes known.
    func number(_ now: Timestamp, _ memory: inout WriterMemory, _ database: any SQLSession) throws -> Int64 {
        let known = try database.value(
            Int64.self, "SELECT person_no FROM people WHERE org_no = ? AND person_key = ?",
            [Store.organisation, self.key])
        return try known ?? self.add(now, &memory, database)
    }

    /// Adds a person who is not known, and returns the number.
    func add(_ now: Timestamp, _ memory: inout WriterMemory, _ database: any SQLSession) throws -> Int64 {
        let number = try memory.number(in: .people, database)
        try database.execute(
            """
            INSERT INTO people (org_no, person_no, person_key, kind, address, domain, managed, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Store.organisation, number, self.key, self.kind.rawValue, self.address, self.domain, self.isManaged,
                now.milliseconds,
            ])
        return number
    }
}
