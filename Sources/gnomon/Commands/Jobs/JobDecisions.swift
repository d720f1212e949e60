import APIModel
import ArgumentParser

extension DecisionOptions {
    /// Sends a decision on a job.
    fileprivate func send(_ verb: String) async throws {
        try await self.send(JobDetailBody.self, "/v1/jobs/\(self.id)/\(verb)") { JobPage.next($0.job) }
    }
}

extension JobsCommand {
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a dead letter again, from its first attempt.",
            discussion: "Dead letters are the jobs that ran out of attempts: gnomon jobs list --state discarded")

        @OptionGroup var options: DecisionOptions

        func run() async throws { try await self.options.send("retry") }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a job that nobody is at work on; its grant stays as it is.")

        @OptionGroup var options: DecisionOptions

        func run() async throws { try await self.options.send("cancel") }
    }

    struct Attest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a manual task is done.",
            discussion: """
                For jobs whose app has no interface for this. The word of one person closes a task of low or medium \
                risk; for a high or critical one a second person must say the same.
                """)

        @OptionGroup var options: DecisionOptions

        func run() async throws { try await self.options.send("attest") }
    }

    struct ReceiptCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "receipt",
            abstract: "Print the proof of what a job did, as it was hashed; the hash stands in the system log.",
            discussion: """
                gnomon jobs receipt job_3 > receipt.json
                gnomon jobs receipt job_3 --html > receipt.html    (a page to print; it needs nothing else)
                """)

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The job's id, such as job_3.")
        var id: String
        @Flag(help: "Print a page of HTML.")
        var html = false
        @Flag(help: "Print JSON; that is what is printed anyway.")
        var json = false

        func validate() throws {
            guard !self.html || !self.json else { throw ValidationError("Either --html or --json.") }
        }

        func run() async throws {
            let answer = try await self.connection.client().checked(
                "GET", "/v1/jobs/\(self.id)/receipt", [("format", self.html ? "html" : "json")])
            Output.bytes(Array(answer.body) + (self.html ? [] : [UInt8(ascii: "\n")]))
        }
    }
}
