import APIModel
import ArgumentParser

/// What every decision on an action or a job is told.
struct DecisionOptions: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The id, such as act_3 or job_3.")
    var id: String
    @Option(help: "Why, for the record.")
    var reason: String
    @Flag(help: "Print JSON.")
    var json = false

    /// Sends the decision and says what has come of it and what can be done next.
    func send<Body: Codable & Sendable>(
        _ type: Body.Type, _ path: String, expected: Int? = nil, until: String? = nil, said next: (Body) -> String
    ) async throws {
        let body = try await self.connection.client().send(
            type, "POST", path, DecisionRequest(reason: self.reason, expected: expected, until: until))
        if self.json { return try Output.json(body) }
        Output.note(next(body))
    }
}
