import Foundation
import Testing

@Suite("--json")
struct JSONOutputTests {
    private static func object(
        _ answer: (status: Int32, output: String, errors: String)
    ) throws -> [String: Any] {
        #expect(answer.status == 0, "\(answer.errors)")
        let json = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
        return try #require(json as? [String: Any], "\(answer.output)")
    }

    @Test("is one object wherever something is changed or shown")
    func objects() throws {
        let daemon = try DaemonProcess()
        let scene = CommandScene(daemon)
        let maker = ReportMaker()
        #expect(
            try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: daemon.enrol()).status == 202)
        _ = try daemon.waitUntilAnalysed()
        let policy = daemon.folder.appendingPathComponent("policy.json").path
        try Data(try scene.gnomon("policy", "show", "--json").output.utf8).write(to: URL(fileURLWithPath: policy))

        for (arguments, keys) in [
            (["policy", "check", policy], ["file", "rules", "version"]),
            (["policy", "apply", policy], ["changed_proposals", "version"]),
            (["enrolment", "create", "--name", "fleet"], ["created_at", "id", "name", "secret", "state"]),
            (["enrolment", "rotate", "fleet"], ["created_at", "id", "name", "secret", "state"]),
            (["enrolment", "revoke", "fleet"], ["revoked"]), (["enrolment", "revoke", "enr_1"], ["revoked"]),
            (
                ["tokens", "create", "--name", "a", "--person", "ada"],
                ["created_at", "id", "name", "person", "roles", "secret", "state"]
            ), (["tokens", "revoke", "tok_2"], ["revoked"]),
            (["people", "erase", "--yes", maker.email], ["id", "reports"]),
            (["plugin-policy", "message", "Ask us."], ["changed_at", "clients", "issue", "message"]),
            (
                ["plugin-policy", "block", "a", "--provider", "google", "--reason", "r"],
                ["author", "client_id", "created_at", "id", "provider", "reason", "state"]
            ), (["plugin-policy", "unblock", "a"], ["removed"]), (["plugin-policy", "key"], ["key_id", "public_key"]),
        ] as [([String], [String])] {
            #expect(
                try Self.object(scene.gnomon(arguments + ["--json"])).keys.sorted() == keys, "\(arguments)")
        }
        let moved = try Self.object(
            scene.gnomon("findings", "set-status", "fnd_1", "resolved", "--reason", "gone", "--json"))
        #expect(moved["status"] as? String == "resolved")
    }

    @Test("of a log tells whether it is sound, and what is wrong")
    func log() throws {
        let daemon = try DaemonProcess()
        let arguments = [
            "log", "verify", "--store", "sqlite:\(daemon.folder.path)/gnomon.sqlite", "--state-dir",
            daemon.folder.path, "--json",
        ]
        #expect(try Self.object(run(arguments))["sound"] as? Bool == true)

        try Data("{}\n".utf8).write(to: daemon.folder.appendingPathComponent("log-checkpoints.jsonl"))
        let answer = try run(arguments)

        #expect(answer.status == 1)
        let json = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
        let verdict = try #require(json as? [String: Any])
        #expect(verdict["sound"] as? Bool == false)
        #expect(verdict["entries"] as? Int == 1)
        #expect((verdict["faults"] as? [String])?.first?.contains("checkpoint line 1") == true)
    }

    @Test("of sent reports is one line for each file, in order")
    func reports() throws {
        let daemon = try DaemonProcess()
        let scene = CommandScene(daemon)
        let token = try daemon.enrol()
        let maker = ReportMaker()
        let files = ["first", "broken", "second"].map { daemon.folder.appendingPathComponent("\($0).json").path }
        for file in files {
            let text = file.contains("broken") ? Array("{".utf8) : ReportMaker.bytes(maker.report([maker.event()]))
            try Data(text).write(to: URL(fileURLWithPath: file))
        }

        let answer = try scene.gnomon(
            ["reports", "send", "--json"] + files, environment: ["GNOMON_ENROLMENT_TOKEN": token])

        let lines = try answer.output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(lines.map { $0?["file"] as? String } == files)
        #expect(lines.map { $0?["accepted"] as? Int } == [1, nil, 1])
        #expect((lines[1]?["error"] as? String)?.contains("json_invalid") == true)
    }
}
