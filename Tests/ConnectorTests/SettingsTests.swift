import Connectors
import Egress
import Foundation
import ProviderFaking
import Testing

@Suite("Connector settings")
struct SettingsTests {
    private static func problem(
        _ kind: ConnectorKind, _ settings: [String: String], _ secrets: [String: String]
    ) -> ConnectorSettingsError? {
        let client = EgressClient(settings: EgressSettings(), permission: EgressPermission())
        do throws(ConnectorSettingsError) {
            _ = try ConnectorFactory.make(
                kind: kind, settings: settings, secrets: secrets.mapValues { Array($0.utf8) }, client: client,
                clock: { Date() })
            return nil
        } catch {
            return error
        }
    }

    private static let google = FakeKind.googleWorkspace.provider.settings(
        origin: "http://127.0.0.1:1", world: FakeWorld())

    @Test("each kind's descriptor is whole, and its required settings are asked for", arguments: ConnectorKind.allCases)
    func descriptors(kind: ConnectorKind) {
        let descriptor = kind.descriptor

        #expect(descriptor.kind == kind)
        #expect(!descriptor.title.isEmpty && descriptor.documentation.hasPrefix("https://"))
        #expect(Set(descriptor.settings.map(\.name)).count == descriptor.settings.count)
        #expect(descriptor.settings.allSatisfy { !($0.isRequired && $0.defaultValue != nil) })
        #expect(descriptor.capabilities.contains(.listGrants) == ConnectorKind.listing.contains(kind))
        let required = descriptor.settings.filter(\.isRequired).map(\.name)
        #expect(required.contains(Self.problem(kind, [:], [:])?.setting ?? ""))
    }

    @Test("a name that the kind does not have is refused, at either side")
    func unknownNames() {
        let given = Self.google
        #expect(Self.problem(.googleWorkspace, given.settings, given.secrets) == nil)
        #expect(
            Self.problem(.googleWorkspace, given.settings.merging(["no": "x"]) { $1 }, given.secrets)?.setting == "no")
        #expect(
            Self.problem(.googleWorkspace, given.settings, given.secrets.merging(["base_url": "x"]) { $1 })?.setting
                == "base_url")
        #expect(
            Self.problem(.googleWorkspace, given.settings.merging(["service_account_key": "x"]) { $1 }, given.secrets)?
                .setting == "service_account_key")
    }

    @Test(
        "a malformed value is refused by its setting's name, and not repeated",
        arguments: [
            ("base_url", "ftp://canary"), ("base_url", "https://canary@example.com"), ("token_url", "canary"),
            ("calls_per_second", "canary"), ("calls_per_second", "0"), ("calls_per_second", "nan"),
            ("admin_subject", ""), ("customer", String(repeating: "canary", count: 1_000)),
        ])
    func malformed(setting: String, value: String) throws {
        let given = Self.google

        let problem = try #require(
            Self.problem(.googleWorkspace, given.settings.merging([setting: value]) { $1 }, given.secrets))

        #expect(problem.setting == setting)
        #expect(!"\(problem)".contains("canary"))
    }

    @Test(
        "a key file that is none is refused and not repeated",
        arguments: [
            "", "canary", "{}", "{\"client_email\":\"a\",\"private_key\":\"canary\"}",
            String(repeating: "c", count: 70_000),
        ])
    func keyFile(text: String) throws {
        let problem = try #require(
            Self.problem(.googleWorkspace, Self.google.settings, ["service_account_key": text]))

        #expect(problem.setting == "service_account_key")
        #expect(!"\(problem)".contains("canary"))
    }
}
