import APIModel
import ArgumentParser

struct EnrolmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrolment", abstract: "Tokens by which browser plugins enrol, and what they got for them.",
        subcommands: [
            Create.self, List.self, Rotate.self, Revoke.self, EnrolmentCredentials.self,
            EnrolmentRevokeCredential.self,
        ])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a token; it alone is printed on standard output, once.")
        @OptionGroup var connection: ConnectionOptions
        @Option(help: "A name to know it by.")
        var name: String
        @Option(help: "End of its life (RFC 3339).")
        var expires: String?
        @Flag(help: "Print JSON, the token as secret.") var json = false

        func run() async throws {
            let token = try await self.connection.client().send(
                TokenBody.self, "POST", "/v1/enrolment-tokens",
                TokenRequest(name: self.name, expiresAt: self.expires))
            try TokenTable.showSecret(token, self.json)
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
        @Flag(help: "Print JSON, the token as secret.") var json = false

        func run() async throws {
            let client = try self.connection.client()
            let id = try await TokenTable.enrolmentID(self.id, client)
            let token = try await client.send(
                TokenBody.self, "POST", "/v1/enrolment-tokens/\(id)/rotate", [String: String]())
            try TokenTable.showSecret(token, self.json)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a token at once; by a name, every token of that name.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The token's id, such as enr_1, or the name that one or two tokens have.") var id: String
        @Flag(help: "Print JSON.") var json = false

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
            if self.json { return try Output.json(RevocationBody(revoked: revoked)) }
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
        @Flag(help: "Print JSON, the token as secret.") var json = false

        func run() async throws {
            let token = try await self.connection.client().send(
                TokenBody.self, "POST", "/v1/tokens",
                TokenRequest(
                    name: self.name, person: self.person, service: self.service,
                    roles: self.roles.split(separator: ",").map(String.init), expiresAt: self.expires))
            try TokenTable.showSecret(token, self.json)
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
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await self.connection.client().delete("/v1/tokens/\(self.id)")
            if self.json { return try Output.json(RevocationBody(revoked: [self.id])) }
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

    /// A token that was just made: alone, or whole as JSON.
    static func showSecret(_ token: TokenBody, _ asJSON: Bool) throws {
        if asJSON { try Output.json(token) } else { Output.line(token.secret ?? "") }
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
