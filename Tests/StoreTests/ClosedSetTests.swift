import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Closed sets of the schema", .eachEngine)
struct ClosedSetTests {
    @Test(
        "the database itself refuses values outside the closed sets, and references to nothing",
        arguments: [
            "INSERT INTO people VALUES (1, 1, 'k', 'robot', NULL, NULL, 1, 0, NULL)",
            "INSERT INTO people VALUES (2, 1, 'k', 'operator', NULL, NULL, 1, 0, NULL)",
            "INSERT INTO inbox VALUES (1, 99, 1, 1, 0, NULL)",
            "INSERT INTO intake_counts VALUES (1, 'received', 0, 'many')",
            "UPDATE log SET hash = bytes",
            "UPDATE reports SET install_no = 99",
            "UPDATE reports SET token_no = 99",
            "UPDATE reports SET coding = 'brotli'",
            "UPDATE clients SET redirect_class = 'pigeon'",
            "UPDATE scope_sets SET access = 'all'",
            "UPDATE scope_sets SET sensitivity = 'none'",
            "UPDATE grants SET outcome = 'perhaps'",
            "UPDATE grant_activity SET grant_no = 99",
            "UPDATE findings SET status = 'gone'",
            "UPDATE findings SET severity = 'severe'",
            "UPDATE findings SET status_by = 99",
            "UPDATE actions SET kind = 'ignore'",
            "UPDATE actions SET state = 'done'",
            "UPDATE actions SET finding_no = 99",
            "INSERT INTO policies VALUES (1, 1, 'v', '{}', 0, 99)",
            "UPDATE installs SET heard = 2",
            "INSERT INTO sensor_credentials VALUES (1, 1, 99, 1, (SELECT hash FROM enrolment_tokens), 0, NULL, NULL)",
            "INSERT INTO sensor_credentials SELECT 1, 1, token_no, 99, hash, 0, NULL, NULL FROM enrolment_tokens",
            "INSERT INTO grant_coaching VALUES (1, 99, 0, 1, 'left', NULL)",
            "INSERT INTO grant_coaching SELECT 1, grant_no, 0, 1, 'perhaps', NULL FROM grants",
            "INSERT INTO plugin_policy_entries VALUES (1, 1, 'p', 'c', 'loved', 'r', NULL, NULL, 0, 1000000, NULL, NULL)",
            "INSERT INTO plugin_policy_entries VALUES (1, 1, 'p', 'c', 'blocked', 'r', 'a', NULL, 0, 1000000, NULL, NULL)",
        ])
    func refusal(sql: String) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))

            let error = #expect(throws: SQLError.self) { try world.raw { try $0.execute(sql) } }

            #expect(error?.isConstraint == true || error?.sqlState == "22P02", "\(String(describing: error))")
        }
    }

    @Test(
        "the database knows every value of the product's closed sets",
        arguments: [
            ("grants", "outcome", AuthorizationEvent.Outcome.allCases.map(\.rawValue)),
            ("clients", "redirect_class", AuthorizationEvent.RedirectClass.allCases.map(\.rawValue)),
            ("scope_sets", "access", Access.allCases.map(\.rawValue)),
            ("scope_sets", "sensitivity", Sensitivity.allCases.map(\.rawValue)),
            ("findings", "severity", Severity.allCases.map(\.rawValue)),
            ("actions", "state", ActionState.allCases.map(\.rawValue)),
            ("actions", "kind", ActionKind.allCases.map(\.rawValue)),
        ])
    func values(table: String, column: String, values: [String]) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            for value in values {
                let changed = try world.raw { try $0.execute("UPDATE \(table) SET \(column) = ?", [value]) }
                #expect(changed > 0, "\(table)")
            }
        }
    }
}
