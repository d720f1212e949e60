import APIModel
import ArgumentParser
import Collector
import Foundation
import Grants
import Store

struct PluginPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin-policy",
        abstract: "Clients at whose flows the browser plugin asks the person first; none by default.",
        subcommands: [List.self, Block.self, Unblock.self, Message.self, Key.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the clients, with the list's issue number.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let policy = try await self.connection.client().get(PluginPolicyBody.self, "/v1/plugin-policy")
            if self.json { return try Output.json(policy) }
            Table<PluginPolicyEntryBody>(columns: [
                .init(title: "ID", value: { $0.id }), .init(title: "PROVIDER", value: { $0.provider }),
                .init(title: "CLIENT", value: { $0.clientID }, mayShrink: true),
                .init(title: "STATE", value: { $0.state }),
                .init(title: "REASON", value: { $0.reason }, mayShrink: true),
                .init(title: "ALTERNATIVE", value: { $0.alternative?.name ?? "" }, mayShrink: true),
                .init(title: "BY", value: { $0.author }, mayShrink: true),
                .init(title: "SINCE", value: { $0.createdAt }),
            ]).print(policy.clients)
            if !policy.message.isEmpty { Output.note("Message: \(Output.safe(policy.message))") }
            Output.note("Issue \(policy.issue)\(policy.changedAt.map { ", changed at \($0)" } ?? "")")
        }
    }

    struct Block: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have people asked before they let a client in; a present entry of the client is replaced.",
            discussion: "The plugin's page shows the reason and the alternative. It asks; it cannot stop the flow.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The client's id, as in its requests.") var client: String
        @Option(help: "The provider's id, such as google.") var provider: String
        @Option(help: "Why, for the person who reads it; at most 280 characters.") var reason: String
        @Option(help: "blocked, or unreviewed for a client that nobody has judged yet.") var state = "blocked"
        @Option(help: "What to use instead.") var alternative: String?
        @Option(help: "Its https address; goes with --alternative.") var alternativeURL: String?
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard (self.alternative == nil) == (self.alternativeURL == nil) else {
                throw ValidationError("--alternative and --alternative-url go together.")
            }
        }

        func run() async throws {
            let alternative = self.alternative.flatMap { name in
                self.alternativeURL.map { AlternativeBody(name: name, url: $0) }
            }
            let entry = try await self.connection.client().send(
                PluginPolicyEntryBody.self, "POST", "/v1/plugin-policy/clients",
                PluginPolicyEntryRequest(
                    provider: self.provider, clientID: self.client, state: self.state, reason: self.reason,
                    alternative: alternative))
            if self.json { return try Output.json(entry) }
            Output.note("\(entry.id): people are asked before they let \(Output.safe(entry.clientID)) in.")
        }
    }

    struct Unblock: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a client out of the list.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The entry's id, such as ppe_1, or the client's id.") var client: String
        @Option(help: "The provider's id, where several have a client of this id.") var provider: String?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let client = try self.connection.client()
            let entries = try await client.get(PluginPolicyBody.self, "/v1/plugin-policy").clients.filter { entry in
                (entry.id == self.client || entry.clientID == self.client)
                    && self.provider.map { $0 == entry.provider } ?? true
            }
            guard let entry = entries.first else {
                throw CommandFailure(.notFound, "no entry in force fits; see gnomon plugin-policy list")
            }
            guard entries.count == 1 else {
                throw CommandFailure(.usage, "several providers have a client of this id; name one by --provider")
            }
            try await client.delete("/v1/plugin-policy/clients/\(entry.id)")
            if self.json { return try Output.json(["removed": entry.id]) }
            Output.note("\(entry.id) is no longer in force.")
        }
    }

    struct Message: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say something above the reason of every client, such as whom to ask.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "At most 500 characters; an empty text says nothing.") var text: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let policy = try await self.connection.client().send(
                PluginPolicyBody.self, "PUT", "/v1/plugin-policy/message", PluginPolicyMessage(message: self.text))
            if self.json { return try Output.json(policy) }
            Output.note("Issue \(policy.issue) says so.")
        }
    }

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the public key that the list is signed with, for the browsers' configuration.",
            discussion: """
                The key lies in the collector's state directory and is made at its first start. Base64 of a \
                SubjectPublicKeyInfo (P-256), which WebCrypto imports as spki.
                """)
        @Option(help: "The collector's state directory. (GNOMON_STATE_DIR, default var)") var stateDir: String?
        @Flag(help: "Print JSON.") var json = false

        private struct Printed: Encodable {
            var keyID: String
            var publicKey: String

            private enum CodingKeys: String, CodingKey {
                case keyID = "key_id"
                case publicKey = "public_key"
            }
        }

        func run() throws {
            let folder = URL(
                fileURLWithPath: self.stateDir ?? Environment.value("GNOMON_STATE_DIR") ?? "var", isDirectory: true)
            guard let key = try? PluginPolicyKey(stateDirectory: folder, makingOne: false) else {
                throw CommandFailure(
                    .failed, "no readable \(PluginPolicyKey.fileName) in \(folder.path); a collector makes one at start"
                )
            }
            if self.json { return try Output.json(Printed(keyID: key.id, publicKey: key.publicKey)) }
            Output.line(key.publicKey)
        }
    }
}
