import APIModel
import ArgumentParser

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the service holds and how far it has come.")

    @OptionGroup var connection: ConnectionOptions
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Wait until nothing waits for analysis, at most two minutes.") var wait = false

    func run() async throws {
        let client = try self.connection.client()
        var status = try await client.get(StatusBody.self, "/v1/status")
        var polls = 0
        while self.wait, status.backlogEvents > 0 {
            polls += 1
            guard polls <= 1200 else { throw CommandFailure(.failed, "\(status.backlogEvents) events still wait") }
            try await Task.sleep(for: .milliseconds(100))
            status = try await client.get(StatusBody.self, "/v1/status")
        }
        if self.json { return try Output.json(status) }
        let rejected = status.rejectedEvents.values.reduce(0, +)
        Output.line(
            "gnomon \(status.version) · catalogue \(status.catalogVersion) · risk model \(status.modelVersion) · policy \(status.policyVersion)"
        )
        Output.line(
            "\(status.reports) reports, \(status.receivedEvents) events: \(status.storedEvents) stored, \(status.duplicateEvents) duplicate, \(rejected) rejected, \(status.setAsideEvents) set aside, \(status.backlogEvents) waiting\(status.balanced ? "" : " — THESE DO NOT ADD UP")"
        )
        Output.line("\(status.findings) open findings")
        if let since = status.frozenSince {
            Output.line("Frozen since \(since): no action starts. Let them go on with: gnomon policy unfreeze")
        }
    }
}
