import Foundation
import Risk
import Testing

@Suite("Risk on the command line")
struct RiskCommandTests {
    @Test("explains a score by its sum, what would lower it and what did not fire")
    func explain() throws {
        let scene = try Self.filled()

        let text = try scene.gnomon("risk", "explain", "fnd_1")
        let json = try scene.gnomon("risk", "explain", "fnd_1", "--json")

        #expect(text.status == 0)
        for part in ["WHY: ", "WHAT WOULD LOWER IT", "Did not fire: ", "Model: "] {
            #expect(text.output.contains(part), "\(part)")
        }
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let score = try #require(object["score"] as? Int)
        let parts = try #require(object["contributions"] as? [[String: Any]])
        let lower = try #require(object["counterfactuals"] as? [[String: Any]])
        #expect(parts.compactMap { $0["points"] as? Int }.reduce(0, +) == score)
        #expect(!lower.isEmpty)
        #expect(lower.allSatisfy { ($0["score"] as? Int).map { $0 < score } == true })
        #expect((object["silent_signals"] as? [String])?.contains("sanctioned_app") == true)
        #expect(try scene.gnomon("risk", "explain", "fnd_9999").status == 5)
    }

    @Test("tries a model, says what would change, and changes nothing")
    func backtest() throws {
        let scene = try Self.filled()
        let file = scene.daemon.folder.appendingPathComponent("model.json")
        var model = try RiskModel.shipped()
        model.version = "trial"
        model.openAt = 100
        try JSONEncoder().encode(model).write(to: file)
        let findings = try scene.gnomon("findings", "list", "--json").output

        let text = try scene.gnomon("risk", "backtest", "--model", file.path)
        let json = try scene.gnomon("risk", "backtest", "--model", file.path, "--json")

        #expect(text.status == 0)
        #expect(text.output.contains("Model trial instead of"))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["would_close"] as? Int).map { $0 > 0 } == true)
        #expect(object["would_open"] as? Int == 0)
        #expect((object["examples"] as? [Any])?.isEmpty == false)
        #expect(try scene.gnomon("findings", "list", "--json").output == findings)
        try Data("{}".utf8).write(to: file)
        let refused = try scene.gnomon("risk", "backtest", "--model", file.path)
        #expect(refused.status == 6)
        #expect(refused.errors.contains("format is missing"))
    }

    /// A daemon that has analysed the samples.
    private static func filled() throws -> CommandScene {
        let scene = CommandScene(try DaemonProcess())
        let folder = DaemonProcess.repository.appendingPathComponent("samples/reports")
        let samples = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .map { folder.appendingPathComponent($0).path }
        let token = scene.daemon.folder.appendingPathComponent("enrolment")
        try Data(try scene.gnomon("enrolment", "create", "--name", "samples").output.utf8).write(to: token)
        #expect(try scene.gnomon(["reports", "send", "--token-file", token.path] + samples).status == 0)
        #expect(try scene.gnomon("status", "--wait").status == 0)
        return scene
    }
}
