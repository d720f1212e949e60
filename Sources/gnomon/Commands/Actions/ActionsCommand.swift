import APIModel
import ArgumentParser
import Store

struct ActionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "actions", abstract: "What is proposed against findings: look, decide, undo.",
        discussion: """
            An action is proposed by the policy or by a person, approved by another person, and starts after a grace \
            period in which it can be taken back. Its jobs do the work, one for each grant: see gnomon jobs.

            A first look:  gnomon actions list --state proposed
            What it does:  gnomon actions view act_3
            Let it happen: gnomon actions approve act_3 --reason "nobody needs it"
            Take it back:  gnomon actions cancel act_3 --reason "somebody does"
            """,
        subcommands: [
            List.self, View.self, Propose.self, Approve.self, Reject.self, Cancel.self, Resume.self, Review.self,
            Bulk.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List actions, the riskiest finding's first.", discussion: ListOffer.actions.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "revoke, block, register or review.")
        var kind: String?
        @Option(help: "A state such as proposed.")
        var state: String?

        func run() async throws {
            let table = Table<ActionBody>(columns: [
                .init(title: "ID", value: { $0.id }),
                .init(title: "KIND", value: { $0.kind }),
                .init(title: "STATE", value: { $0.state }),
                .init(title: "FINDING", value: { $0.findingID }),
                .init(title: "CLIENT", value: { $0.client }, mayShrink: true),
                .init(title: "RESOURCE", value: { $0.resource }, mayShrink: true),
                .init(title: "PEOPLE", value: { String($0.people) }, isNumber: true),
                .init(title: "WHO", value: { $0.decider ?? "" }),
                .init(title: "BY", value: { $0.dueAt ?? "" }, shown: { String(($0.dueAt ?? "").prefix(10)) }),
                .init(title: "WHY", value: { $0.reason }, mayShrink: true),
            ])
            try await ListPrinter(path: "/v1/actions", table: table).run(
                self.list, [("kind", self.kind), ("state", self.state)], by: self.connection)
        }
    }

    struct View: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one action: what it is about, who decided what, and how far it has come.")

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The action's id, such as act_3.")
        var id: String
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let action = try await self.connection.client().get(ActionDetailBody.self, "/v1/actions/\(self.id)")
            if self.json { return try Output.json(action) }
            ActionPage.print(action)
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose an action for a finding; what the policy proposed gives way.",
            discussion: """
                revoke ends the access that each person gave; the app may ask again. block keeps the app from asking \
                anybody; what it has stays. review asks somebody to decide. Nothing happens before another person \
                approves.
                """)

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The finding's id, such as fnd_3.")
        var finding: String
        @Argument(help: "revoke, block, register or review.")
        var kind: String
        @Option(help: "Why, for those who approve and for the log.")
        var reason: String
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let made = try await self.connection.client().send(
                ActionDetailBody.self, "POST", "/v1/findings/\(self.finding)/actions",
                ProposalRequest(kind: self.kind, reason: self.reason))
            if self.json { return try Output.json(made) }
            let id = made.action.id
            guard made.action.kind == "revoke" || made.action.kind == "block" else {
                return Output.note("\(id) is proposed. See it with: gnomon actions view \(id)")
            }
            Output.note(
                "\(id) is proposed, for \(ActionPage.subjects(made)). Somebody else approves it with: "
                    + "gnomon actions approve \(id) --expected \(made.subjects) --reason WHY")
        }
    }
}
