import APIModel
import ArgumentParser

extension DecisionOptions {
    /// Sends a decision on an action.
    fileprivate func send(_ verb: String, expected: Int? = nil, until: String? = nil) async throws {
        try await self.send(
            ActionDetailBody.self, "/v1/actions/\(self.id)/\(verb)", expected: expected, until: until,
            said: ActionPage.next)
    }
}

extension ActionsCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an action happen, after a grace period in which it can be taken back.",
            discussion: """
                Who proposed it cannot approve it. An action on a critical finding, on many grants, or one that blocks \
                an app needs two approvals, by two persons. An approval is looked at again when the action starts: it \
                counts for some days, while you hold your role, and while grants and scopes stay what they are.
                """)

        @OptionGroup var options: DecisionOptions
        @Option(help: "How many grants you believe it ends; refused when it is another number.")
        var expected: Int?

        func run() async throws { try await self.options.send("approve", expected: self.expected) }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say no; the policy does not propose the same again, or not before a date.")

        @OptionGroup var options: DecisionOptions
        @Option(help: "Until when the answer holds (RFC 3339); without it, for good.")
        var until: String?

        func run() async throws { try await self.options.send("reject", until: self.until) }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an action back before its first call, or give up one that waits for help.")

        @OptionGroup var options: DecisionOptions

        func run() async throws { try await self.options.send("cancel") }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on with an action after what held it up was mended.",
            discussion: """
                For needs_user, needs_mapping and forbidden. It counts as an approval of yours; grants that are proved \
                to be gone are left alone.
                """)

        @OptionGroup var options: DecisionOptions

        func run() async throws { try await self.options.send("resume") }
    }

    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a review: somebody looked, and the reason says what was found.")

        @OptionGroup var options: DecisionOptions

        func run() async throws { try await self.options.send("review") }
    }
}
