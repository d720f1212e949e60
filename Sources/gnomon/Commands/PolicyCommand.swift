import APIModel
import ArgumentParser
import Foundation
import Governance

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Which finding leads to which proposal.",
        subcommands: [Show.self, Check.self, Apply.self, Freeze.self, Unfreeze.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the policy in force, as JSON.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON; there is no other form.") var json = false

        func run() async throws {
            try Output.json(try await self.connection.client().get(Policy.self, "/v1/policy"))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check a policy file; nothing is sent.")
        @Argument(help: "The file.") var file: String
        @Flag(help: "Print JSON.") var json = false

        private struct Verdict: Encodable {
            var file: String
            var version: String
            var rules: Int
        }

        func run() throws {
            let policy = try PolicyFile.read(self.file).policy
            if self.json {
                return try Output.json(
                    Verdict(file: self.file, version: policy.version, rules: policy.rules.count))
            }
            Output.line("\(self.file): policy \(policy.version) with \(policy.rules.count) rules is valid.")
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a policy in force; open findings get their proposals anew.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The file.") var file: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let data = try PolicyFile.read(self.file).data
            let answer = try await self.connection.client().checked("PUT", "/v1/policy", [], body: data)
            let result = try APICoding.decode(PolicyAnswer.self, from: answer.body)
            if self.json { return try Output.json(result) }
            Output.note(
                "Policy \(result.version) is in force; \(result.changedProposals) proposals changed. See them with: gnomon actions list"
            )
        }
    }
}

extension PolicyCommand {
    struct Freeze: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop every action at once: proposals go on, but nothing starts and nothing is called.",
            discussion: "What was called already is still read back. Let things go on with: gnomon policy unfreeze")
        @OptionGroup var connection: ConnectionOptions
        @Option(help: "Why, for the record.") var reason: String?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let body = try await self.connection.client().send(
                FreezeBody.self, "POST", "/v1/policy/freeze", FreezeRequest(reason: self.reason))
            if self.json { return try Output.json(body) }
            Output.note(
                "Frozen since \(body.frozenSince ?? "now"): nothing starts. Let things go on with: gnomon policy unfreeze"
            )
        }
    }

    struct Unfreeze: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let approved actions start and jobs call again.")
        @OptionGroup var connection: ConnectionOptions
        @Option(help: "Why, for the record.") var reason: String?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let body = try await self.connection.client().send(
                FreezeBody.self, "POST", "/v1/policy/unfreeze", FreezeRequest(reason: self.reason))
            if self.json { return try Output.json(body) }
            Output.note("Approved actions start again. See them with: gnomon actions list --state scheduled")
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
