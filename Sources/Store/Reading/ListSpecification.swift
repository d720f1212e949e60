import Foundation
import Grants
import SQL

/// How one list is read: its tables and the filters and orders it offers. All SQL in it is our own text;
/// values from outside are arguments.
struct ListSpecification: Sendable {
    enum Filter: Sendable {
        /// The column's text is one of the values.
        case text(String)
        /// The column's text is one of the values, each of which must be one of the known.
        case closed(String, known: [String])
        /// The column's words, with a blank between two, hold one of the values, each of which must be known.
        case word(String, known: [String])
        /// The column's number is at least the value.
        case atLeast(String)
        /// The column's number is a surrogate id with this prefix, such as `app_12`.
        case number(String, prefix: String)
        /// The columns hold the halves of the UUID.
        case uuid(high: String, low: String)
        /// The column's instant (milliseconds) lies at or after the value, RFC 3339.
        case since(String)
        /// The column's instant (milliseconds) lies at or before the value, RFC 3339.
        case until(String)
        /// The column holds a log entry's canonical bytes, and the value is its actor, such as `person:3`.
        case actor(String)
        /// The same, and the value is one of its targets, such as `finding:7`.
        case target(String)
        /// The column's text contains the value, letter case ignored.
        case contains(String)
        /// The person in the first column has the value as address, found by key; a part of an address is
        /// looked for in the second column, letter case ignored.
        case address(person: String, shown: String)
        /// One of fixed conditions by name.
        case choice([String: String])

        static func closed<Choice: CaseIterable & RawRepresentable<String>>(
            _ column: String, _ choices: Choice.Type
        ) -> Filter {
            .closed(column, known: choices.allCases.map(\.rawValue))
        }

        /// What the filter takes, in words.
        var expected: String {
            switch self {
            case .text: "a text, letter by letter"
            case .closed(_, let known), .word(_, let known): "one of: \(known.joined(separator: ", "))"
            case .choice(let choices): "one of: \(choices.keys.sorted().joined(separator: ", "))"
            case .atLeast: "a whole number"
            case .number(_, let prefix): "an id such as \(prefix)1"
            case .uuid: "a UUID"
            case .since, .until: "a time such as 2026-11-24T08:00:00Z"
            case .actor: "an actor such as person:1 or system:analyzer"
            case .target: "a target such as finding:1"
            case .contains: "a part of the text"
            case .address: "a mail address, or a part of one"
            }
        }
    }

    enum SortKind: Sendable {
        case number, text
    }

    let select: String
    let from: String
    /// Conditions that always hold; `organisation` is the first argument.
    let always: String
    /// A unique number per row, the last sort key.
    let identity: String
    let filters: [String: Filter]
    let sorts: [String: (expression: String, kind: SortKind)]
    let defaultSort: String

    /// SQL for the place of the column's text in its closed set.
    static func rank<Choice: CaseIterable & RawRepresentable<String>>(
        _ column: String, _ choices: Choice.Type
    ) -> String {
        let places = choices.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }
        return "CASE \(column) \(places.joined(separator: " ")) END"
    }

    /// Reads one page: one row more than asked tells whether there is a next one.
    func page<Record: Sendable>(
        _ request: ListRequest, _ database: any SQLSession, _ make: (SQLRow) throws -> Record
    ) throws -> ListPage<Record> {
        guard (1...500).contains(request.limit) else { throw ListRefusal.badLimit }
        let sort = request.sort ?? self.defaultSort
        let isDescending = sort.hasPrefix("-")
        guard let order = self.sorts[isDescending ? String(sort.dropFirst()) : sort] else {
            throw ListRefusal.unknownSort(sort, known: self.sorts.keys.sorted())
        }
        var conditions = [self.always]
        var arguments: [any SQLEncodable] = [Store.organisation]
        for (name, values) in request.filters.sorted(by: { $0.key < $1.key }) {
            guard let filter = self.filters[name] else {
                throw ListRefusal.unknownFilter(name, known: self.filters.keys.sorted())
            }
            let part = try Self.condition(filter, name, values, database.dialect)
            conditions.append(part.sql)
            arguments += part.arguments
        }
        let direction = isDescending ? "DESC" : "ASC"
        let beyond = isDescending ? "<" : ">"
        if let cursor = request.cursor {
            let place = try ListCursor(cursor, sort: sort, kind: order.kind)
            conditions.append(
                "(\(order.expression) \(beyond) ? OR (\(order.expression) = ? AND \(self.identity) \(beyond) ?))")
            arguments += [place.value, place.value, place.identity]
        }
        arguments.append(request.limit + 1)
        let sql = """
            SELECT \(self.select), \(order.expression) AS list_key, \(self.identity) AS list_id FROM \(self.from)
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(order.expression) \(direction), \(self.identity) \(direction) LIMIT ?
            """
        let rows = try database.rows(sql, arguments)
        let hasMore = rows.count > request.limit
        let shown = rows.prefix(request.limit)
        return ListPage(
            rows: try shown.map(make),
            nextCursor: hasMore ? shown.last.map { ListCursor.text(sort: sort, $0) } : nil)
    }

    private static func condition(
        _ filter: Filter, _ name: String, _ values: [String], _ dialect: SQLDialect
    ) throws -> (sql: String, arguments: [any SQLEncodable]) {
        let refusal = ListRefusal.badValue(filter: name, expected: filter.expected)
        guard !values.isEmpty, values.count <= 50 else { throw refusal }
        let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
        switch filter {
        case .text(let column): return ("\(column) IN (\(marks))", values)
        case .closed(let column, let known):
            guard Set(values).isSubset(of: known) else { throw refusal }
            return ("\(column) IN (\(marks))", values)
        case .word(let column, let known):
            guard Set(values).isSubset(of: known) else { throw refusal }
            let parts = values.map { _ in "' ' || \(column) || ' ' LIKE ?" }
            return ("(\(parts.joined(separator: " OR ")))", values.map { "% \($0) %" })
        case .atLeast(let column):
            guard values.count == 1, let number = Int(values[0]) else { throw refusal }
            return ("\(column) >= ?", [number])
        case .number(let column, let prefix):
            let numbers = try values.map { value in
                guard value.hasPrefix(prefix), let number = Int64(value.dropFirst(prefix.count)) else {
                    throw refusal
                }
                return number
            }
            return ("\(column) IN (\(marks))", numbers)
        case .uuid(let high, let low):
            let ids = values.compactMap { UUIDBits($0) }
            guard ids.count == values.count else { throw refusal }
            return (
                "(\(ids.map { _ in "(\(high) = ? AND \(low) = ?)" }.joined(separator: " OR ")))",
                ids.flatMap { [Int64(bitPattern: $0.high), Int64(bitPattern: $0.low)] }
            )
        case .since(let column):
            guard values.count == 1, let at = Timestamp(values[0]) else { throw refusal }
            return ("\(column) >= ?", [at.milliseconds])
        case .until(let column):
            guard values.count == 1, let at = Timestamp(values[0]) else { throw refusal }
            return ("\(column) <= ?", [at.milliseconds])
        case .actor(let column):
            guard values.allSatisfy(LogReference.isOne) else { throw refusal }
            let bounds = values.map(LogReference.boundsOfActor)
            let parts = bounds.map { _ in "(\(column) >= ? AND \(column) < ?)" }
            return ("(\(parts.joined(separator: " OR ")))", bounds.flatMap { [$0.from, $0.below] })
        case .target(let column):
            guard values.allSatisfy(LogReference.isOne) else { throw refusal }
            let needles = values.flatMap(LogReference.needlesOfTarget)
            let holds = dialect == .sqlite ? "instr(\(column), ?) > 0" : "position(? IN \(column)) > 0"
            return ("(\(needles.map { _ in holds }.joined(separator: " OR ")))", needles)
        case .contains(let column):
            let folded = values.map(TextFold.fold)
            let likes = folded.map { value in
                "%"
                    + value.replacingOccurrences(of: "\\", with: "\\\\")
                    .replacingOccurrences(of: "%", with: "\\%").replacingOccurrences(of: "_", with: "\\_") + "%"
            }
            let parts = folded.map { "\(TextFold.column(column, for: $0, dialect)) LIKE ? ESCAPE '\\'" }
            return ("(\(parts.joined(separator: " OR ")))", likes)
        case .address(let person, let shown):
            let keys = values.compactMap(MailAddress.init).filter { !$0.isDomainOnly }.map { "mail:\($0.text)" }
            guard keys.count == values.count else { return try Self.condition(.contains(shown), name, values, dialect) }
            let people =
                "SELECT person_no FROM people WHERE org_no = \(Store.organisation) AND person_key IN (\(marks))"
            return ("\(person) IN (\(people))", keys)
        case .choice(let choices):
            let parts = try values.map { value in
                guard let sql = choices[value] else { throw refusal }
                return sql
            }
            return ("(\(parts.joined(separator: " OR ")))", [])
        }
    }
}
