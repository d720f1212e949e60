import APIModel
import ArgumentParser

extension ActionsCommand {
    struct Bulk: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approve or reject every proposed action that filters match.",
            discussion: """
                First see what would be decided, then decide exactly that:

                  gnomon actions bulk approve --filter kind=revoke --filter client=notes --reason WHY --dry-run
                  gnomon actions bulk approve --filter kind=revoke --filter client=notes --reason WHY --expected 12

                Filters are those of gnomon actions list. At most \(BulkRequest.limit) actions at a time, \
                \(BulkRequest.runsAMinute) run a minute. What needs two approvals gets its first one only.
                """)

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "approve or reject.")
        var decision: String
        @Option(name: .long, help: "A filter, NAME=VALUE[,VALUE]; may be repeated.")
        var filter: [String] = []
        @Option(help: "Why, for the record.")
        var reason: String
        @Flag(help: "Say what the filters match, and decide nothing.")
        var dryRun = false
        @Option(help: "How many actions the dry run named; refused when it is another number now.")
        var expected: Int?
        @Option(help: "The digest that the dry run named; refused when the actions are others now.")
        var digest: String?
        @Option(help: "Until when a rejection holds (RFC 3339); without it, for good.")
        var until: String?
        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard self.filter.allSatisfy({ $0.contains("=") }) else {
                throw ValidationError("--filter must be NAME=VALUE.")
            }
            guard self.dryRun != (self.expected != nil) else {
                throw ValidationError("Begin with --dry-run; then decide with the --expected that it names.")
            }
        }

        func run() async throws {
            let body = try await self.connection.client().send(
                BulkBody.self, "POST", "/v1/actions/bulk",
                BulkRequest(
                    filter: try self.filters(), decision: self.decision, reason: self.reason, dryRun: self.dryRun,
                    expected: self.expected, digest: self.digest, until: self.until))
            if self.json { return try Output.json(body) }
            for refusal in body.refused {
                Output.line("\(refusal.id)\t\(refusal.code)\t\(Output.safe(refusal.detail))")
            }
            Output.note(self.dryRun ? self.found(body) : Self.done(body))
        }

        private func filters() throws -> [String: String] {
            var filters: [String: String] = [:]
            for text in self.filter {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard filters.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                    throw CommandFailure(.usage, "--filter \(parts[0]) is given twice; join its values by commas")
                }
            }
            return filters
        }

        private func found(_ body: BulkBody) -> String {
            let second = body.needSecond == 0 ? "" : "; \(body.needSecond) of them then wait for a second person"
            guard body.actions > 0 else { return "No proposed action matches. See them with: gnomon actions list" }
            let filters = self.filter.map { " --filter '\($0)'" }.joined()
            return """
                \(body.actions) actions on \(body.grants) grants match\(second). Decide exactly that with:
                gnomon actions bulk \(body.decision)\(filters) --expected \(body.actions) --digest \(body.digest) \
                --reason WHY
                """
        }

        private static func done(_ body: BulkBody) -> String {
            let states = body.states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            let parts = states + (body.refused.isEmpty ? [] : ["\(body.refused.count) left as they were"])
            let next =
                switch (body.states["scheduled"], body.states["approved"]) {
                case (.some, _): "See them with: gnomon actions list --state scheduled"
                case (nil, .some): "A second person finds them with: gnomon actions list --state approved"
                case (nil, nil): "See what is left with: gnomon actions list --state proposed"
                }
            return "\(parts.joined(separator: ", ")). \(next)"
        }
    }
}
