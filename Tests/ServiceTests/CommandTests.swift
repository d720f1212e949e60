import Foundation
import Testing

@Suite("The command line")
struct CommandTests {
    private static var samples: [String] {
        let folder = DaemonProcess.repository.appendingPathComponent("samples/reports")
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
            .map { folder.appendingPathComponent($0).path }
    }

    @Test("walks from samples to findings as a newcomer would")
    func newcomer() throws {
        let daemon = try DaemonProcess()
        let environment = [
            "GNOMON_SERVER": daemon.base.absoluteString, "GNOMON_STATE_DIR": daemon.folder.path,
        ]
        func gnomon(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
            try run(arguments, environment: environment)
        }
        let token = daemon.folder.appendingPathComponent("enrolment")
        try Data(try gnomon("enrolment", "create", "--name", "samples").output.utf8).write(to: token)

        let sent = try run(["reports", "send", "--token-file", token.path] + Self.samples, environment: environment)
        #expect(sent.status == 0)
        #expect(sent.errors.contains("\(Self.samples.count) of \(Self.samples.count) reports sent"))
        #expect(try gnomon("status", "--wait").status == 0)

        let piped = try gnomon("findings", "list")
        #expect(
            piped.output.split(separator: "\n").allSatisfy {
                $0.split(separator: "\t", omittingEmptySubsequences: false).count == 9
            })
        #expect(!piped.output.contains("SEVERITY"))
        let json = try JSONSerialization.jsonObject(with: Data(try gnomon("findings", "list", "--json").output.utf8))
        let findings = try #require(json as? [[String: Any]])
        #expect(findings.count >= 15)
        let scores = findings.compactMap { $0["score"] as? Int }
        #expect(scores == scores.sorted(by: >))

        let id = try #require(findings.first?["id"] as? String)
        let whole = try JSONSerialization.jsonObject(
            with: Data(try gnomon("findings", "view", id, "--json").output.utf8))
        let finding = try #require(whole as? [String: Any])
        let parts = try #require(finding["contributions"] as? [[String: Any]])
        #expect(parts.compactMap { $0["points"] as? Int }.reduce(0, +) == finding["score"] as? Int)

        #expect(try gnomon("findings", "list", "--fail-on", "high").status == 7)
        #expect(try gnomon("findings", "view", "fnd_9999").status == 5)
        #expect(try gnomon("findings", "view").status == 64)
        #expect(try gnomon("findings", "list", "--token-file", "/nonexistent").status == 4)
        #expect(try gnomon("findings", "set-status", id, "resolved", "--reason", "gone").status == 0)
        #expect(
            try gnomon("findings", "set-status", id, "snoozed", "--reason", "no", "--until", "2099-01-01T00:00:00Z")
                .status == 6)
        for command in [
            ["grants", "list"], ["connections", "list"], ["apps", "list"], ["actions", "list"], ["log", "list"],
            ["tokens", "list"], ["enrolment", "list"],
        ] {
            let answer = try run(command + ["--json"], environment: environment)
            #expect(answer.status == 0, "\(command)")
            #expect(
                (try? JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [Any])?.isEmpty == false,
                "\(command)")
        }
        let erased = try gnomon("people", "erase", "--yes", "ana.moreau@example.com")
        #expect([0, 5].contains(erased.status))
        #expect(try gnomon("policy", "show").output.contains("gnomon.policy/1"))
    }

    @Test("says what an erasure found, and finds nothing of a person whom a client id named")
    func erasure() throws {
        let daemon = try DaemonProcess(arguments: ["--roles", "collector,api"])
        let token = try daemon.enrol()
        var maker = ReportMaker()
        maker.email = "zoe.unmistakable@example.com"
        var event = maker.event()
        event["client"] = ["client_id": "bob@gmail.com", "redirect_class": "unknown"]
        let answer = try daemon.post(ReportMaker.bytes(maker.report([event])), token: token)
        #expect(answer.object["accepted"] as? Int == 1)
        func erase(_ address: String) throws -> (status: Int32, output: String, errors: String) {
            try run(
                ["people", "erase", "--yes", address],
                environment: [
                    "GNOMON_SERVER": daemon.base.absoluteString, "GNOMON_STATE_DIR": daemon.folder.path,
                ])
        }

        #expect(try erase("bob@gmail.com").status == 5)
        let erased = try erase("zoe.unmistakable@example.com")

        #expect(erased.status == 0)
        #expect(
            erased.errors.contains("No person of that address is known; 1 kept report that named it was emptied."))
    }

    @Test("explains a URL offline, one line out for each line in")
    func explain() throws {
        let url =
            "https://accounts.google.com/o/oauth2/v2/auth?client_id=x&redirect_uri=https://claude.ai/api/mcp/auth_callback&scope=https://www.googleapis.com/auth/drive.readonly&response_type=code"
        let input =
            "{\"id\":\"a\",\"url\":\"\(url)\"}\nnot json\n{\"id\":3,\"url\":\"\"}\n{\"url\":\"https://unknown.example/authorize?client_id=q\"}\n"

        let batch = try run(["explain", "--batch", "-"], input: input)

        #expect(batch.status == 0)
        let lines = batch.output.split(separator: "\n").compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(lines.count == 4)
        #expect(lines[0]["provider"] as? String == "google")
        #expect(lines[0]["ai"] as? String == "yes")
        #expect(lines[0]["redirect_uri"] as? String == "https://claude.ai/api/mcp/auth_callback")
        #expect(lines[1]["id"] is NSNull && lines[1]["error"] != nil)
        #expect(lines[2]["id"] as? Int == 3 && lines[2]["error"] != nil)
        #expect(lines[3]["provider"] is NSNull)
        #expect(try run(["explain", url]).output.contains("WHY:"))
        for arguments in [["explain"], ["explain", "--json"]] {
            let page = try run(arguments + ["https://example.com/"])
            #expect(page.status == 1 && page.output.isEmpty)
            #expect(page.errors == "gnomon: url_no_request: this is no authorization request\n")
        }
        let pages = try run(["explain", "--batch", "-"], input: "{\"id\":1,\"url\":\"https://example.com/\"}\n").output
        #expect(pages.contains("\"code\":\"url_no_request\""))
    }
}
