import APIModel
import ArgumentParser
import Foundation
import Grants
import Risk
import Store

struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings", abstract: "What needs a decision: list, view, decide.",
        subcommands: [List.self, View.self, SetStatus.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List findings, the riskiest first.", discussion: ListOffer.findings.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "info, low, medium, high, critical; comma-separated.")
        var severity: String?
        @Option(help: "open, snoozed, acknowledged, false_positive, resolved; comma-separated.")
        var status: String?
        @Option(help: "yes, no or unknown: whether the client is an AI.")
        var ai: String?
        @Option(help: "Part of the client's name.")
        var client: String?
        @Option(help: "Part of the resource's name.")
        var resource: String?
        @Option(help: "Exit with 7 when a shown finding is at least this severe.")
        var failOn: String?

        func validate() throws {
            if let failOn, Severity(rawValue: failOn) == nil {
                throw ValidationError(
                    "--fail-on must be one of \(Severity.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        }

        func run() async throws {
            var worst: Severity?
            try await ListPrinter(path: "/v1/findings", table: FindingTable.table).run(
                self.list,
                [
                    ("severity", self.severity), ("status", self.status), ("ai", self.ai), ("client", self.client),
                    ("resource", self.resource),
                ], by: self.connection
            ) { rows in
                worst = (rows.compactMap { Severity(rawValue: $0.severity) } + [worst].compactMap { $0 }).max()
            }
            if let bound = self.failOn.flatMap(Severity.init(rawValue:)), let worst, worst >= bound {
                throw CommandFailure(.matched, "a finding is \(bound.rawValue) or worse")
            }
        }
    }

    struct View: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one finding with its score's parts.")

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The finding's id, such as fnd_3.")
        var id: String
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let finding = try await self.connection.client().get(FindingBody.self, "/v1/findings/\(self.id)")
            if self.json { return try Output.json(finding) }
            FindingPage.print(finding)
        }
    }

    struct SetStatus: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Snooze, acknowledge, resolve, reopen a finding or call it a false positive.")

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The finding's id.")
        var id: String
        @Argument(help: "open, snoozed, acknowledged, false_positive or resolved.")
        var status: String
        @Option(help: "Why, for the log.")
        var reason: String
        @Option(help: "Until when, for a snooze (RFC 3339).")
        var until: String?
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let finding = try await self.connection.client().send(
                FindingBody.self, "POST", "/v1/findings/\(self.id)/status",
                StatusRequest(status: self.status, reason: self.reason, until: self.until))
            if self.json { return try Output.json(finding) }
            Output.note("\(finding.id) is now \(finding.status). See it with: gnomon findings view \(finding.id)")
        }
    }
}

/// Findings as a table.
enum FindingTable {
    static var table: Table<FindingBody> {
        let now = WallClock.system.now()
        return Table(columns: [
            .init(title: "ID", value: { $0.id }),
            .init(title: "SCORE", value: { String($0.score) }, isNumber: true),
            .init(title: "SEVERITY", value: { $0.severity }, colour: { SeverityColour.code($0.severity) }),
            .init(title: "FINDING", value: { $0.title }, mayShrink: true),
            .init(title: "AI", value: { $0.client.ai }),
            .init(title: "PEOPLE", value: { String($0.people) }, isNumber: true),
            .init(title: "PROPOSED", value: { $0.action.flatMap { $0.state == "cancelled" ? nil : $0.kind } ?? "" }),
            .init(title: "STATUS", value: { $0.regressed ? "\($0.status) (regressed)" : $0.status }),
            .init(
                title: "LAST SEEN", value: { $0.lastSeen }, shown: { RelativeTime.of($0.lastSeen, now: now) }),
        ])
    }
}

/// Severity as a terminal colour; the word always stands beside it.
enum SeverityColour {
    static func code(_ severity: String) -> String? {
        switch severity {
        case "critical": "1;31"
        case "high": "31"
        case "medium": "33"
        case "low": "36"
        default: nil
        }
    }
}
