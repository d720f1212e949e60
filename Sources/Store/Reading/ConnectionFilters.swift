import Governance
import Grants

/// Filters, orders and terms that several lists share.
extension Store {
    static let connectionFilters: [String: ListSpecification.Filter] = [
        "client": .contains("c.name"), "resource": .contains("r.name"), "provider": .text("r.provider_id"),
        "category": .text("c.category"), "ai_class": .closed("c.ai_class", AIClass.self), "ai": artificiality,
        "access": .closed("s.access", Access.self), "grant_kind": .closed("s.kind", GrantKind.self),
        "sensitivity": .closed("s.sensitivity", Sensitivity.self), "scope": .contains("s.scopes"),
        "data_class": .word("s.data_classes", known: DataClass.allCases.map(\.rawValue)),
        "min_people": .atLeast("n.people"), "seen_since": .since("n.last_seen"), "seen_until": .until("n.last_seen"),
        "first_seen_since": .since("n.first_seen"), "first_seen_until": .until("n.first_seen"),
        "client_app": .number("n.app_no", prefix: "app_"), "resource_app": .number("n.resource_no", prefix: "app_"),
    ]

    static let connectionSorts: [String: (expression: String, kind: ListSpecification.SortKind)] = [
        "last_seen": ("n.last_seen", .number), "first_seen": ("n.first_seen", .number),
        "people": ("n.people", .number), "client": ("c.name", .text), "resource": ("r.name", .text),
    ]

    /// Whether the app `c` is an AI, in the outward words.
    static let artificiality = ListSpecification.Filter.choice(
        Dictionary(grouping: AIClass.allCases, by: \.ai).mapValues { classes in
            "c.ai_class IN (\(classes.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
        })

    static func liveness(_ column: String) -> ListSpecification.Filter {
        .choice([
            "observed": "\(column) = 2", "unconfirmed": "\(column) = 1", "attempted": "\(column) = 0", "any": "1 = 1",
        ])
    }

    /// How many people let the app `c` in, or have data in it.
    static let appPeople = """
        (SELECT count(DISTINCT g.person_no) FROM connections n
            JOIN grants g ON g.org_no = n.org_no AND g.connection_no = n.connection_no AND g.liveness > 0
            WHERE n.org_no = c.org_no AND (n.app_no = c.app_no OR n.resource_no = c.app_no))
        """

    /// The highest score of a finding about the app `c`.
    static let appScore = """
        (SELECT max(f.score) FROM connections n
            JOIN findings f ON f.org_no = n.org_no AND f.connection_no = n.connection_no
            WHERE n.org_no = c.org_no AND (n.app_no = c.app_no OR n.resource_no = c.app_no))
        """
}
