import Access
import Configuration
import Foundation
import Governance
import Grants
import Logging
import Reports
import Store
import SystemPackage
import Web

/// Everything the daemon is told: flags over environment over file over default.
///
/// Each key, its unit, range and default stand in `Settings.md`.
struct ServeSettings {
    var host: String
    var port: Int
    var location: StoreLocation
    var stateDirectory: URL
    var roles: Set<ServeRole>
    var door: DoorRules
    var rules: AdmissionRules
    var store: StoreConfig
    var rates: (credential: Int, peer: Int, install: Int)
    var timeouts: (header: Int, body: Int, idle: Int)
    var reportDays: Int
    var approvalTerms: ApprovalTerms
    var remediation: RemediationSettings
    var vault: VaultSettings
    var sensors: SensorSettings
    /// Keys by which a catalogue may be signed.
    var trustedKeys: [CatalogKey]
    var logLevel: Logger.Level
    var isInsecureHTTPAllowed: Bool
    /// Variables of the environment that look like settings and are none.
    var strayVariables: [String] = []

    /// - Parameter flags: values given on the command line, by key.
    init(flags: [String: String], configFile: String?) async throws {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "flags",
                values: Dictionary(
                    uniqueKeysWithValues: flags.map {
                        (AbsoluteConfigKey(.init($0.key)), .init(stringLiteral: $0.value))
                    })),
            EnvironmentVariablesProvider().prefixKeys(with: "gnomon"),
        ]
        if let configFile {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(configFile)))
            } catch {
                throw CommandFailure(.failed, "cannot read the configuration file \(configFile)")
            }
        }
        let settings = SettingsReader(reader: ConfigReader(providers: providers))
        try self.init(settings)
        let misspelt = MisspeltSettings(known: settings.keys)
        if let configFile, let key = try misspelt.keys(inFile: configFile).first {
            throw CommandFailure(.failed, "there is no setting \(key); it stands in \(configFile)")
        }
        self.strayVariables = misspelt.variables(in: ProcessInfo.processInfo.environment.keys)
    }

    private init(_ settings: SettingsReader) throws {
        (self.host, self.port) = try settings.address("listen", default: "127.0.0.1:8787")
        let store = settings.text("store", default: "sqlite:var/gnomon.sqlite")
        guard let location = StoreLocation(store) else {
            throw SettingsReader.failure("store", "sqlite:PATH or postgresql://…")
        }
        self.location = location
        self.stateDirectory = URL(fileURLWithPath: settings.text("state.dir", default: "var"), isDirectory: true)
        let roles = settings.list("roles", default: ServeRole.allCases.map(\.rawValue))
        self.roles = Set(roles.compactMap(ServeRole.init(rawValue:)))
        guard !roles.isEmpty, self.roles.count == roles.count else {
            throw SettingsReader.failure(
                "roles", "a list of \(ServeRole.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let proxies = try settings.list("trusted.proxy", default: []).map { text in
            guard let range = AddressRange(text) else {
                throw SettingsReader.failure("trusted.proxy", "a list of CIDR ranges")
            }
            return range
        }
        self.door = DoorRules(
            hostNames: Set(settings.list("host.names", default: []).map { $0.lowercased() }),
            extensionOrigin: settings.optionalText("extension.origin"), trustedProxies: proxies)
        self.isInsecureHTTPAllowed = try settings.truth("insecure.http", default: false)

        var limits = ReportLimits()
        limits.compressedBytes = try settings.number(
            "limits.compressed_bytes", in: 1024...16_777_216, default: limits.compressedBytes)
        limits.inflatedBytes = try settings.number(
            "limits.inflated_bytes", in: 1024...67_108_864, default: limits.inflatedBytes)
        limits.events = try settings.number("limits.events", in: 1...1000, default: limits.events)
        limits.depth = try settings.number("limits.depth", in: 8...64, default: limits.depth)
        self.rules = AdmissionRules(
            limits: limits,
            managedDomains: Set(settings.list("people.domains", default: []).map { $0.lowercased() }))

        var config = StoreConfig()
        config.queueBytes = try settings.number("queue.bytes", in: 65_536...1_073_741_824, default: config.queueBytes)
        config.inboxEvents = try settings.number("inbox.events", in: 1...1_000_000_000, default: config.inboxEvents)
        config.inboxBytes = try settings.number(
            "inbox.bytes", in: 65_536...1_000_000_000_000, default: config.inboxBytes)
        let synchronous = settings.text("sqlite.synchronous", default: config.synchronous.rawValue)
        guard let mode = StoreConfig.Synchronous(rawValue: synchronous) else {
            throw SettingsReader.failure("sqlite.synchronous", "full or normal")
        }
        config.synchronous = mode
        config.checkpointBytes = try settings.number(
            "sqlite.checkpoint_bytes", in: 1_048_576...1_073_741_824, default: config.checkpointBytes)
        config.postgresReaders = try settings.number(
            "postgres.readers", in: 1...64, default: config.postgresReaders)
        config.postgresStatementSeconds = try settings.number(
            "postgres.statement_seconds", in: 1...3600, default: config.postgresStatementSeconds)
        config.postgresNamesStatements = try settings.truth(
            "postgres.named_statements", default: config.postgresNamesStatements)
        if self.roles.isSuperset(of: [.collector, .analyzer]) { config.heldEvents = 16_000 }
        self.store = config

        self.rates = (
            try settings.number("rate.credential", in: 0...1_000_000, default: 2000),
            try settings.number("rate.peer", in: 0...1_000_000, default: 1000),
            try settings.number("rate.install", in: 0...1_000_000, default: 10)
        )
        self.timeouts = (
            try settings.number("timeouts.header_seconds", in: 1...3600, default: 10),
            try settings.number("timeouts.body_seconds", in: 1...3600, default: 30),
            try settings.number("timeouts.idle_seconds", in: 1...3600, default: 60)
        )
        self.reportDays = try settings.number("retention.reports_days", in: 1...3650, default: 30)
        self.approvalTerms = try Self.approvalTerms(settings)
        self.remediation = try RemediationSettings(settings)
        self.vault = VaultSettings(settings)
        self.sensors = try SensorSettings(settings, isBehindProxy: !proxies.isEmpty)
        self.trustedKeys = try settings.list("catalog.trusted_keys", default: []).map { text in
            guard let key = CatalogKey(text) else {
                throw SettingsReader.failure(
                    "catalog.trusted_keys", "a list of public keys, each the Base64 of 32 bytes (Ed25519)")
            }
            return key
        }
        guard let level = Logger.Level(rawValue: settings.text("log.level", default: "info")) else {
            throw SettingsReader.failure("log.level", "trace, debug, info, notice, warning, error or critical")
        }
        self.logLevel = level
        try self.checkAddress()
    }

    private static func approvalTerms(_ settings: SettingsReader) throws -> ApprovalTerms {
        var rules = ApprovalRules()
        rules.grantsOfOnePerson = try settings.number(
            "approval.grants_of_one_person", in: 1...1_000_000, default: rules.grantsOfOnePerson)
        rules.days = try settings.number("approval.days", in: 1...365, default: rules.days)
        let grace = try settings.number("remediation.grace_seconds", in: 0...86_400, default: 30)
        return ApprovalTerms(
            rules: rules, grace: Int64(grace) * 1000, roles: Set(Permission.approveActions.roles.map(\.rawValue)))
    }

    /// Plain HTTP beyond loopback needs a proxy that ends TLS, or a word that says it is meant.
    private func checkAddress() throws {
        let isLoopback = self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
        guard isLoopback || self.isInsecureHTTPAllowed || !self.door.trustedProxies.isEmpty else {
            throw CommandFailure(
                .refused,
                "\(self.host) is not a loopback address; name the proxy that ends TLS by --trusted-proxy, or say --insecure-http"
            )
        }
    }
}

/// A part of the work that one process can take.
enum ServeRole: String, CaseIterable {
    case collector, analyzer, remediator, api
}
