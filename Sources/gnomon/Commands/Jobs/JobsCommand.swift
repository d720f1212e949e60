import APIModel
import ArgumentParser
import Grants
import Store

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "The work of approved actions, one job for each grant, and its receipts.",
        discussion: """
            A job calls the app's own interface, looks into the app's list until the grant is gone, and leaves a \
            receipt. Its state speaks of the work, its outcome of the result.

            Dead letters: gnomon jobs list --state discarded
            Manual tasks: gnomon jobs list --filter outcome=manual_pending
            """,
        subcommands: [List.self, View.self, Retry.self, Cancel.self, Attest.self, ReceiptCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List jobs, the newest first.", discussion: ListOffer.jobs.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "The action's id, such as act_3.")
        var action: String?
        @Option(help: "A state such as discarded.")
        var state: String?

        func run() async throws {
            let now = WallClock.system.now()
            let table = Table<JobBody>(columns: [
                .init(title: "ID", value: { $0.id }),
                .init(title: "ACTION", value: { $0.actionID }),
                .init(title: "KIND", value: { $0.kind }),
                .init(title: "STATE", value: { $0.state }),
                .init(title: "OUTCOME", value: { $0.outcome ?? "" }),
                .init(title: "TRY", value: { String($0.attempt) }, isNumber: true),
                .init(title: "PERSON", value: { $0.person ?? $0.personID ?? "" }, mayShrink: true),
                .init(title: "CLIENT", value: { $0.client }, mayShrink: true),
                .init(title: "CONNECTOR", value: { Self.connector($0) }, mayShrink: true),
                .init(
                    title: "DUE", value: { $0.finishedAt == nil ? $0.scheduledAt : "" },
                    shown: { $0.finishedAt == nil ? String($0.scheduledAt.dropFirst(11).prefix(8)) : "" }),
                .init(
                    title: "DONE", value: { $0.finishedAt ?? "" },
                    shown: { $0.finishedAt.map { RelativeTime.of($0, now: now) } ?? "" }),
            ])
            try await ListPrinter(path: "/v1/jobs", table: table).run(
                self.list, [("action", self.action), ("state", self.state)], by: self.connection)
        }

        private static func connector(_ job: JobBody) -> String {
            guard let connector = job.connector else { return "by hand" }
            let marks = [connector.isTest ? " (test)" : "", connector.pausedBecause == nil ? "" : " (paused)"]
            return connector.name + marks.joined()
        }
    }

    struct View: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one job with every attempt and what the app said.")

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The job's id, such as job_3.")
        var id: String
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let job = try await self.connection.client().get(JobDetailBody.self, "/v1/jobs/\(self.id)")
            if self.json { return try Output.json(job) }
            JobPage.print(job)
        }
    }
}
