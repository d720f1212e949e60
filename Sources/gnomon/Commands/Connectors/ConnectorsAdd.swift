import APIModel
import ArgumentParser
import Foundation

struct ConnectorsAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Connect an app's own interface.",
        discussion: """
            gnomon connectors kinds shows what each kind needs. For example:

              gnomon connectors add workspace --kind google_workspace \\
                --set admin_subject=admin@example.com --secret-file service_account_key=key.json
            """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "A name to know it by.") var name: String
    @Option(help: "What it connects to, such as google_workspace.") var kind: String
    @Option(help: ArgumentHelp("A setting.", valueName: "name=value")) var set: [String] = []
    @OptionGroup var secrets: SecretOptions
    @Option(help: "A provider of the catalogue that it serves, instead of its kind's.") var provider: [String] = []
    @Option(
        help: ArgumentHelp(
            "A network it may reach beside public addresses; a loopback one makes it a test connector.",
            valueName: "cidr"))
    var network: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let made = try await self.connection.client().send(
            ConnectorBody.self, "POST", "/v1/connectors",
            ConnectorRequest(
                name: self.name, kind: self.kind, providers: self.provider.isEmpty ? nil : self.provider,
                settings: try NamedValue.read(self.set, option: "--set"), secrets: try self.secrets.values(),
                networks: self.network.isEmpty ? nil : self.network))
        if self.json { return try Output.json(made) }
        Output.note("\(made.id) is kept. Try it with: gnomon connectors test \(made.id)")
    }
}

struct ConnectorsRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give a connector new secrets; the old ones are overwritten.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The connector's id or name.") var id: String
    @OptionGroup var secrets: SecretOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await ConnectorName.change(
            self.id, "rotate", SecretsRequest(secrets: try self.secrets.values()), self.connection, self.json,
            said: "Kept. Try it with: gnomon connectors test \(self.id)")
    }
}

/// Secrets from files or standard input, never from the command line, which others can read.
struct SecretOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A secret from a file.", valueName: "name=path")) var secretFile: [String] = []
    @Option(help: ArgumentHelp("A secret from standard input.", valueName: "name")) var secretStdin: String?

    func values() throws -> [String: String] {
        var values: [String: String] = [:]
        for (name, path) in try NamedValue.read(self.secretFile, option: "--secret-file") {
            values[name] = try ConnectionOptions.read(path)
        }
        if let name = self.secretStdin {
            var lines: [String] = []
            while let line = readLine(strippingNewline: false) { lines.append(line) }
            values[name] = lines.joined().trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return values
    }
}

/// `name=value` on the command line.
enum NamedValue {
    static func read(_ texts: [String], option: String) throws -> [String: String] {
        try texts.reduce(into: [:]) { values, text in
            guard let mark = text.firstIndex(of: "="), mark != text.startIndex else {
                throw CommandFailure(.failed, "\(option) takes NAME=VALUE")
            }
            values[String(text[..<mark])] = String(text[text.index(after: mark)...])
        }
    }
}
