import Foundation
import Postgres
import PostgresTesting
import Testing

@testable import Store

/// What "Upgrade" on the operations page promises.
@Suite("An older and a newer version side by side", .serialized)
struct SideBySideTests {
    /// The binary of an older version, for the test that needs one.
    private static let olderBinary = ProcessInfo.processInfo.environment["GNOMON_TEST_OLDER_BINARY"]

    /// A step of a later version that changes every table as far as a step may.
    private static let later = Schema.Step(
        name: "9999 later",
        text: StoredTable.all.map { "ALTER TABLE \($0.name) ADD COLUMN later INTEGER NOT NULL DEFAULT 7;" }.joined()
            + "CREATE TABLE later (org_no INTEGER NOT NULL REFERENCES organisations, PRIMARY KEY (org_no)) STRICT;")

    @Test("Processes go on under load while a newer version changes the schema; one that is started again is refused")
    func schemaChange() throws {
        let store = try PostgresCluster.shared.get().newDatabase()
        let fleet = try Fleet(store: store)
        let load = ReportLoad(token: try fleet.enrol())
        load.post(to: fleet.ports)
        load.waitForAnswers(40)

        try PostgresMigrations.run(
            PostgresConfig(connectionString: store), steps: Schema.steps + [Self.later])

        load.waitForAnswers(100)
        load.stop()
        #expect(load.unanswered == 0)
        try load.expectExactlyOnce(fleet.api)
        let error = #expect(throws: DaemonProcess.DaemonFailure.self) { try fleet.replace(0, by: SIGTERM) }
        #expect(error?.text.contains("was written by a newer gnomon") == true, "\(error?.text ?? "")")
        #expect(error?.text.contains(store) == false)
        fleet.stop()
    }

    @Test(
        "Processes of an older binary go on beside the first of this one, and are replaced one after the other",
        .enabled(if: Self.olderBinary != nil, "needs GNOMON_TEST_OLDER_BINARY, a gnomon of an earlier schema"))
    func olderProcesses() throws {
        let older = URL(fileURLWithPath: try #require(Self.olderBinary))
        let fleet = try Fleet(store: PostgresCluster.shared.get().newDatabase(), binary: older)
        let load = ReportLoad(token: try fleet.enrol())
        load.post(to: fleet.ports)
        load.waitForAnswers(40)

        let newer = try DaemonProcess(folder: fleet.api.folder, arguments: ["--roles", "api"], store: fleet.store)
        load.waitForAnswers(100)
        for number in 0..<4 {
            try fleet.replace(number, by: SIGTERM)
            load.post(to: fleet.ports)
            load.waitForAnswers(40)
        }
        load.stop()

        #expect(load.sendRest(to: fleet.ports[0]))
        try load.expectExactlyOnce(newer)
        #expect(try fleet.api.json("/v1/status")["balanced"] as? Bool == true)
        try fleet.expectSoundLog()
        #expect(try run(["store", "check", "--store", fleet.store]).status == 0)
        fleet.stop()
        newer.kill(SIGTERM)
    }
}
