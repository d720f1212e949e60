import Governance
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Closed sets of remediation", .eachEngine)
struct RemediationSetTests {
    @Test(
        "the database itself refuses values outside the closed sets, and references to nothing",
        arguments: [
            "UPDATE jobs SET kind = 'erase'",
            "UPDATE jobs SET state = 'done'",
            "UPDATE jobs SET step = 'guess'",
            "UPDATE jobs SET action_no = 99",
            "UPDATE jobs SET connector_no = 99",
            "UPDATE job_attempts SET step = 'guess'",
            "UPDATE job_attempts SET job_no = 99",
            "UPDATE receipts SET hash = bytes",
            "UPDATE receipts SET job_no = 99",
            "UPDATE grant_ends SET because = 'somebody said so'",
            "UPDATE grant_ends SET grant_no = 99999",
            "UPDATE approvals SET person_no = 99",
            "UPDATE approvals SET token_no = 99",
            "UPDATE actions SET decided_by = 99",
            "UPDATE listings SET state = 'perhaps'",
            "UPDATE standing_grants SET is_tenant_wide = 2",
            "UPDATE connectors SET created_by = 99",
            "UPDATE connector_secrets SET connector_no = 99",
            "UPDATE client_mappings SET mapped_by = 99",
            "UPDATE webhooks SET with_addresses = 2",
        ])
    func refusal(sql: String) async throws {
        try await withWorld { world in
            try world.raw { try FilledStore.fill($0, connections: 2) }

            let error = #expect(throws: SQLError.self) { try world.raw { try $0.execute(sql) } }

            #expect(error?.isConstraint == true, "\(String(describing: error))")
        }
    }

    @Test(
        "the database knows every value of the product's closed sets",
        arguments: [
            ("jobs", "state", JobState.allCases.map(\.rawValue)), ("jobs", "kind", JobKind.allCases.map(\.rawValue)),
            ("jobs", "step", JobStep.allCases.map(\.rawValue)),
            ("job_attempts", "step", JobStep.allCases.map(\.rawValue)),
        ])
    func values(table: String, column: String, values: [String]) async throws {
        try await withWorld { world in
            try world.raw { try FilledStore.fill($0, connections: 2) }
            for value in values {
                let changed = try world.raw { try $0.execute("UPDATE \(table) SET \(column) = ?", [value]) }
                #expect(changed > 0, "\(table)")
            }
        }
    }
}
