import APIModel
import ArgumentParser
import Foundation
import Governance

struct EnrolmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrolment", abstract: "Tokens by which browser plugins report.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a token; it alone is printed on standard output, once.")
        @OptionGroup var connection: ConnectionOptions
        @Option(help: "A name to know it by.")
        var name: String
        @Option(help: "End of its life (RFC 3339).")
        var expires: String?

        func run() async throws {
            let token = try await self.connection.client().send(
                TokenBody.self, "POST", "/v1/enrolment-tokens",
                TokenRequest(name: self.name, expiresAt: self.expires))
            Output.line(token.secret ?? "")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List tokens, never their secrets.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try TokenTable.show(
                try await self.connection.client().get(ListBody<TokenBody>.self, "/v1/enrolment-tokens").data, self.json
            )
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a second token beside the present one; a third ends the oldest.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The token's id, such as enr_1, or its name.") var id: String

        func run() async throws {
            let client = try self.connection.client()
            let id = try await TokenTable.enrolmentID(self.id, client)
            let token = try await client.send(
                TokenBody.self, "POST", "/v1/enrolment-tokens/\(id)/rotate", [String: String]())
            Output.line(token.secret ?? "")
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a token at once; by a name, every token of that name.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The token's id, such as enr_1, or the name that one or two tokens have.") var id: String

        func run() async throws {
            let client = try self.connection.client()
            let tokens = try await client.get(ListBody<TokenBody>.self, "/v1/enrolment-tokens").data
            var revoked = [self.id]
            if tokens.contains(where: { $0.id == self.id }) {
                try await client.delete("/v1/enrolment-tokens/\(self.id)")
            } else {
                let answer = try await client.checked("DELETE", "/v1/enrolment-tokens", [("name", self.id)])
                revoked = try APICoding.decode(RevocationBody.self, from: answer.body).revoked
            }
            Output.note(
                "Revoked: \(revoked.joined(separator: ", ")). Reports that come with it are refused from now on.")
        }
    }
}

struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "API tokens of people and services.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a token; it alone is printed on standard output, once.")
        @OptionGroup var connection: ConnectionOptions
        @Option(help: "A name to know the token by.") var name: String
        @Option(help: "Who holds it.") var person: String
        @Flag(help: "The holder is a service, not a person.") var service = false
        @Option(help: "viewer, analyst, remediator, auditor, admin; comma-separated.") var roles = "viewer"
        @Option(help: "End of its life (RFC 3339).") var expires: String?

        func run() async throws {
            let token = try await self.connection.client().send(
                TokenBody.self, "POST", "/v1/tokens",
                TokenRequest(
                    name: self.name, person: self.person, service: self.service,
                    roles: self.roles.split(separator: ",").map(String.init), expiresAt: self.expires))
            Output.line(token.secret ?? "")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List tokens, never their secrets.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try TokenTable.show(
                try await self.connection.client().get(ListBody<TokenBody>.self, "/v1/tokens").data, self.json)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a token at once.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The token's id, such as tok_2.") var id: String

        func run() async throws {
            try await self.connection.client().delete("/v1/tokens/\(self.id)")
            Output.note("\(self.id) is revoked.")
        }
    }
}

/// Tokens as a table.
private enum TokenTable {
    static func show(_ rows: [TokenBody], _ asJSON: Bool) throws {
        if asJSON { return try Output.json(rows) }
        Table<TokenBody>(columns: [
            .init(title: "ID", value: { $0.id }), .init(title: "NAME", value: { $0.name }, mayShrink: true),
            .init(title: "PERSON", value: { $0.person ?? "" }),
            .init(title: "ROLES", value: { ($0.roles ?? []).joined(separator: ",") }),
            .init(title: "STATE", value: { $0.state }), .init(title: "CREATED", value: { $0.createdAt }),
            .init(title: "EXPIRES", value: { $0.expiresAt ?? "" }),
        ]).print(rows)
    }

    /// The id of the newest valid enrolment token that has this id or name.
    static func enrolmentID(_ text: String, _ client: APIClient) async throws -> String {
        let tokens = try await client.get(ListBody<TokenBody>.self, "/v1/enrolment-tokens").data
        guard let token = tokens.last(where: { ($0.id == text || $0.name == text) && $0.state == "valid" }) else {
            throw CommandFailure(.notFound, "no valid enrolment token \(text)")
        }
        return token.id
    }
}

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Which finding leads to which proposal.",
        subcommands: [Show.self, Check.self, Apply.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the policy in force, as JSON.")
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            try Output.json(try await self.connection.client().get(Policy.self, "/v1/policy"))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check a policy file; nothing is sent.")
        @Argument(help: "The file.") var file: String

        func run() throws {
            let policy = try PolicyFile.read(self.file).policy
            Output.line("\(self.file): policy \(policy.version) with \(policy.rules.count) rules is valid.")
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a policy in force; open findings get their proposals anew.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let data = try PolicyFile.read(self.file).data
            let answer = try await self.connection.client().checked("PUT", "/v1/policy", [], body: data)
            let result = try APICoding.decode(PolicyAnswer.self, from: answer.body)
            Output.note(
                "Policy \(result.version) is in force; \(result.changedProposals) proposals changed. See them with: gnomon actions list"
            )
        }
    }
}

/// A policy file on disk.
private enum PolicyFile {
    static func read(_ file: String) throws -> (policy: Policy, data: Data) {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.failed, "cannot read \(file)")
        }
        do {
            return (try Policy(json: data), data)
        } catch {
            throw CommandFailure(.refused, "\(file): \(error.description)")
        }
    }
}

struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "What is held about a person.", subcommands: [Export.self, Erase.self])

    private struct Asked: Encodable {
        var address: String
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print all that is held about an address, as JSON.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "A mail address.") var address: String

        func run() async throws {
            try Output.json(
                try await self.connection.client().send(
                    PersonBody.self, "POST", "/v1/people/export", Asked(address: self.address)))
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget an address; grants stay without a name, the system log stays valid.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "A mail address.") var address: String
        @Flag(help: "Do it without asking.") var yes = false

        func run() async throws {
            if !self.yes {
                guard Output.isErrorTerminal else {
                    throw CommandFailure(.refused, "erasing cannot be undone; add --yes")
                }
                Output.note("Erase \(self.address)? This cannot be undone. Type yes:")
                guard readLine() == "yes" else { throw CommandFailure(.cancelled, "nothing was erased") }
            }
            let erased = try await self.connection.client().send(
                ErasureBody.self, "POST", "/v1/people/erase", Asked(address: self.address))
            let person = erased.id.map { "\($0) is nameless now" } ?? "No person of that address is known"
            let reports =
                switch erased.reports {
                case 0: "no kept report named it"
                case 1: "1 kept report that named it was emptied"
                case let count: "\(count) kept reports that named it were emptied"
                }
            Output.note("\(person); \(reports).")
        }
    }
}

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
    }
}
