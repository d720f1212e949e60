/// A rule that a later step adds to a table: a closed set of values, or a reference.
///
/// A null keeps every rule.
struct TableRule: Sendable {
    let table: String
    /// The constraint as both engines write it.
    let clause: String

    /// The column holds one of these values, separated by blanks.
    init(_ table: String, _ column: String, in values: String) {
        self.table = table
        let list = values.split(separator: " ").map { "'\($0)'" }.joined(separator: ", ")
        self.clause = "CHECK (\(column) IN (\(list)))"
    }

    /// The organisation and the column name a row of the other table.
    ///
    /// - Parameter key: the other table's column, where it has another name.
    init(_ table: String, refersTo parent: String, by column: String, its key: String? = nil) {
        self.table = table
        self.clause = "FOREIGN KEY (org_no, \(column)) REFERENCES \(parent) (org_no, \(key ?? column))"
    }
}
