import Foundation
import ProviderFaking

/// Runs one fake provider until it is ended.
///
/// `provider-fakes --provider KIND [--listen HOST:PORT] [--seed demo | empty | USERSxAPPSxGRANTS]`: port 0 picks one;
/// the last form names people, apps, and grants of each person. When ready it prints one line of JSON:
/// `{"provider","url","control","settings":{…},"secrets":{…}}`, the last two being what a connector has to be told.
/// What can be changed while it runs stands at `FakeControl`.
@main
struct ProviderFakes {
    private struct Ready: Encodable {
        var provider: String
        var url: String
        var control: String
        var settings: [String: String]
        var secrets: [String: String]
    }

    private struct Usage: Error {}

    static func main() async throws {
        do {
            let options = try Self.options(CommandLine.arguments.dropFirst())
            guard let kind = FakeKind(rawValue: options["--provider"] ?? "") else { throw Usage() }
            let listen = (options["--listen"] ?? "127.0.0.1:0").split(separator: ":")
            guard listen.count == 2, let port = Int(listen[1]) else { throw Usage() }
            let seed = try Self.seed(options["--seed"] ?? "demo")
            let server = try await FakeServer(kind, seed: seed, host: String(listen[0]), port: port)
            let settings = server.settings
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let line = try encoder.encode(
                Ready(
                    provider: kind.rawValue, url: server.origin, control: "\(server.origin)/_control",
                    settings: settings.settings, secrets: settings.secrets))
            FileHandle.standardOutput.write(line + Data("\n".utf8))
            try await server.run()
        } catch is Usage {
            let kinds = FakeKind.allCases.map(\.rawValue).joined(separator: " | ")
            let usage = "usage: provider-fakes --provider \(kinds) [--listen HOST:PORT] [--seed demo|empty|UxAxG]\n"
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
    }

    private static func options(_ arguments: ArraySlice<String>) throws -> [String: String] {
        var options: [String: String] = [:]
        var rest = arguments
        while let name = rest.popFirst() {
            guard ["--provider", "--listen", "--seed"].contains(name), let value = rest.popFirst() else {
                throw Usage()
            }
            options[name] = value
        }
        return options
    }

    private static func seed(_ text: String) throws -> FakeSeed {
        if text == "demo" { return .demo }
        if text == "empty" { return FakeSeed(users: 0, apps: 0, grantsPerUser: 0) }
        let numbers = text.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 3 else { throw Usage() }
        return FakeSeed(users: numbers[0], apps: numbers[1], grantsPerUser: numbers[2])
    }
}
