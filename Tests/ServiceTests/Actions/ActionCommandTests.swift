import Foundation
import Governance
import Testing

@Suite("Actions and jobs on the command line")
struct ActionCommandTests {
    private static func run(
        _ scene: ActionScene, _ person: String?, _ arguments: String...
    ) throws -> (status: Int32, output: String, errors: String) {
        let environment = try person.map { ["GNOMON_TOKEN": try #require(scene.tokens[$0])] } ?? [:]
        return try CommandScene(scene.daemon).gnomon(arguments, environment: environment)
    }

    private static func object(_ answer: (status: Int32, output: String, errors: String)) throws -> [String: Any] {
        #expect(answer.status == 0, "\(answer.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
        return try #require(json as? [String: Any], "\(answer.output)")
    }

    /// The command that a message names last, with a word in place of each in capitals.
    private static func next(_ message: String) throws -> [String] {
        let line = try #require(message.split(separator: "\n").last { $0.contains("gnomon ") })
        let from = try #require(line.range(of: "gnomon ", options: .backwards)).upperBound
        return line[from...].split(separator: " ").map { word in
            word.allSatisfy { $0.isUppercase || $0 == "_" } ? "a-test" : String(word).replacing("'", with: "")
        }
    }

    @Test("lead from a finding to an approval and back, each message naming the next command")
    func lead() throws {
        let scene = try ActionScene()
        let proposed = try Self.run(scene, "ada", "actions", "propose", "fnd_1", "revoke", "--reason", "unused")
        #expect(proposed.status == 0, "\(proposed.errors)")
        #expect(proposed.output.isEmpty)

        let approve = try Self.next(proposed.errors)
        #expect(approve.prefix(2) == ["actions", "approve"])
        let own = try CommandScene(scene.daemon).gnomon(
            approve, environment: ["GNOMON_TOKEN": try #require(scene.tokens["ada"])])
        #expect(own.status == 6)
        #expect(own.errors.contains("role_required"))
        let approved = try CommandScene(scene.daemon).gnomon(
            approve, environment: ["GNOMON_TOKEN": try #require(scene.tokens["bob"])])
        #expect(approved.status == 0, "\(approved.errors)")
        #expect(approved.errors.contains("starts at 2"))

        let cancel = try Self.next(approved.errors)
        let cancelled = try CommandScene(scene.daemon).gnomon(
            cancel, environment: ["GNOMON_TOKEN": try #require(scene.tokens["cleo"])])
        #expect(cancelled.status == 0, "\(cancelled.errors)")
        #expect(try Self.next(cancelled.errors) == ["findings", "view", "fnd_1"])
        let late = try CommandScene(scene.daemon).gnomon(cancel)
        #expect(late.status == 6)
        #expect(late.errors.contains("action_move_illegal") && late.errors.contains("it stays so"))
    }

    @Test("show an action with who decided what, and why")
    func view() throws {
        let scene = try ActionScene()
        let id = try scene.propose("block")
        try scene.decide("bob", "actions/\(id)/approve", ["reason": "seen\u{1B}[31m"])

        let page = try Self.run(scene, nil, "actions", "view", id)

        #expect(page.status == 0, "\(page.errors)")
        for words in ["BLOCK approved", "by ada", "by bob", "Two persons must approve: it hits everybody"] {
            #expect(page.output.contains(words), "\(words): \(page.output)")
        }
        #expect(!page.output.contains("\u{1B}"))
        #expect(try Self.run(scene, nil, "actions", "view", "act_99").status == 5)
    }

    @Test("ask for a dry run first, which says how to go on")
    func bulk() throws {
        let scene = try ActionScene(clients: ["client-1", "client-2"])
        for finding in ["fnd_1", "fnd_2"] { _ = try scene.propose("revoke", for: finding) }
        let filters = ["--filter", "kind=revoke"]
        #expect(try Self.run(scene, "bob", "actions", "bulk", "approve", "--reason", "x").status == 64)

        let dry = try Self.run(
            scene, "bob", "actions", "bulk", "approve", "--filter", "kind=revoke", "--reason", "x", "--dry-run")
        #expect(dry.errors.contains("2 actions on 2 grants"), "\(dry.errors)")
        let next = try Self.next(dry.errors)
        #expect(next.starts(with: ["actions", "bulk", "approve"] + filters))
        let wrong = try Self.run(
            scene, "bob", "actions", "bulk", "approve", "--filter", "kind=revoke", "--reason", "x", "--expected", "3")
        #expect(wrong.status == 6)
        #expect(wrong.errors.contains("expected_count_differs"))
        let real = try CommandScene(scene.daemon).gnomon(
            next, environment: ["GNOMON_TOKEN": try #require(scene.tokens["bob"])])

        #expect(real.status == 0, "\(real.errors)")
        #expect(real.errors.hasPrefix("2 scheduled."))
    }

    @Test("stop everything by one switch, which status shows")
    func freeze() throws {
        let scene = try ActionScene()
        #expect(try Self.run(scene, "ada", "policy", "freeze").status == 6)
        let frozen = try Self.run(scene, "bob", "policy", "freeze")
        #expect(frozen.errors.contains("Frozen since 2"))
        #expect(try Self.run(scene, nil, "status").output.contains("Frozen since 2"))

        let thawed = try CommandScene(scene.daemon).gnomon(
            try Self.next(frozen.errors), environment: ["GNOMON_TOKEN": try #require(scene.tokens["bob"])])

        #expect(thawed.status == 0)
        #expect(!(try Self.run(scene, nil, "status").output.contains("Frozen")))
    }

    @Test("print one JSON object wherever something is decided or shown")
    func json() async throws {
        var scene = try ActionScene()
        for (state, arguments) in [
            ("proposed", ["propose", "fnd_1", "revoke", "--reason", "x"]), ("proposed", ["view", "act_2"]),
            ("rejected", ["reject", "act_2", "--reason", "x", "--until", "2099-01-01T00:00:00Z"]),
            ("proposed", ["propose", "fnd_1", "review", "--reason", "x"]),
            ("reviewed", ["review", "act_3", "--reason", "x"]),
        ] as [(String, [String])] {
            let answer = try CommandScene(scene.daemon).gnomon(["actions"] + arguments + ["--json"])
            #expect(try Self.object(answer)["state"] as? String == state, "\(arguments)")
        }
        let dry = ["actions", "bulk", "reject", "--reason", "x", "--dry-run", "--json"]
        #expect(try Self.object(CommandScene(scene.daemon).gnomon(dry))["actions"] as? Int == 0)
        #expect(try Self.object(Self.run(scene, nil, "policy", "freeze", "--json"))["frozen_since"] is String)
        #expect(try Self.object(Self.run(scene, nil, "policy", "unfreeze", "--json"))["frozen_since"] is NSNull)

        let id = try scene.scheduled()
        scene = try await scene.carriedOut(.manualPending)
        #expect(try Self.object(Self.run(scene, nil, "jobs", "view", "job_1", "--json"))["action_id"] as? String == id)
        #expect(
            try Self.object(Self.run(scene, nil, "jobs", "receipt", "job_1", "--json"))["verified"] as? Bool == true)
        #expect(try Self.run(scene, nil, "jobs", "receipt", "job_1", "--html").output.hasPrefix("<!doctype html>"))
        let list = try Self.run(scene, nil, "jobs", "list", "--state", "completed", "--json")
        let rows = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]]
        #expect(rows?.map { $0["id"] as? String } == ["job_1"])
    }

    @Test("lead from a manual task to its receipt")
    func manual() async throws {
        var scene = try ActionScene()
        try scene.execute("UPDATE findings SET severity = 'low'")
        _ = try scene.scheduled()
        scene = try await scene.carriedOut(.manualPending)
        let page = try Self.run(scene, "bob", "jobs", "view", "job_1")
        #expect(page.output.contains("REVOKE completed: manual_pending"), "\(page.output)")

        let attested = try CommandScene(scene.daemon).gnomon(
            try Self.next(page.output), environment: ["GNOMON_TOKEN": try #require(scene.tokens["bob"])])

        #expect(attested.status == 0, "\(attested.errors)")
        #expect(try Self.next(attested.errors) == ["jobs", "receipt", "job_1"])
    }
}
