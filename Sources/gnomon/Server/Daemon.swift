import APIModel
import Access
import Analyzer
import Catalog
import Collector
import Foundation
import Governance
import Grants
import Hummingbird
import Logging
import Metrics
import NIOCore
import NIOPosix
import QueryAPI
import Remediation
import Reports
import Risk
import ServiceLifecycle
import Store
import Telemetry
import UnixSignals
import Web

/// Joins the parts of one process and runs them until it is told to stop.
struct Daemon {
    let settings: ServeSettings

    func run() async throws {
        var logger = Logger(label: "gnomon") { LazyLogHandler(.standardError(label: $0)) }
        logger.logLevel = self.settings.logLevel
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        if self.settings.isInsecureHTTPAllowed {
            logger.warning("Plain HTTP beyond loopback is allowed: tokens and reports can be read on the way.")
        }

        for name in self.settings.strayVariables {
            logger.warning("A variable looks like a setting and is none.", metadata: ["name": "\(name)"])
        }

        try self.makeStateDirectory()
        let store = try Store(at: self.settings.location, config: self.settings.store)
        let clock = WallClock.system
        let tokens = TokenDirectory(store: store)
        try await FirstStart(
            store: store, stateDirectory: self.settings.stateDirectory, clock: clock, logger: logger
        ).run()
        try await tokens.refresh()

        let content = try CatalogContent.shipped()
        let catalog = CatalogInForce(
            shipped: content, try CatalogSnapshot(content), trustedKeys: self.settings.trustedKeys)
        try await catalog.refresh(from: store)
        let policy = try await store.policyText().map { try Policy(json: Data($0.utf8)) } ?? Policy.shipped()
        let judge = JudgeBox(Judge(analyser: RiskAnalyser(model: try .shipped()), policy: policy))
        let keys = try await VaultDesk(self.settings.vault, store: store, clock: clock, logger: logger)
        let remediation = self.settings.remediation
        let foundry = ConnectorFoundry(
            egress: remediation.egress, isProduction: remediation.isProduction, clock: clock, open: keys.vault.open)
        let normaliser = ReportNormaliser(catalog: catalog, rules: self.settings.rules)

        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            ProblemMiddleware()
            DoorMiddleware(rules: self.settings.door)
        }
        HealthRoutes(store: store, tokens: tokens, registry: registry, clock: clock).register(on: router)
        if self.settings.roles.contains(.collector) {
            var config = CollectorConfig(rules: self.settings.rules)
            (config.credentialRate, config.peerRate, config.installRate) = self.settings.rates
            config.enrolment = self.settings.sensors.enrolment
            try self.registerCollector(on: router, store: store, tokens: tokens, clock: clock, config: config)
        }
        if self.settings.roles.contains(.api) {
            QueryRoutes(
                store: store, tokens: tokens, clock: clock,
                surroundings: .init(
                    version: Gnomon.version, catalog: CatalogDesk(catalog: catalog, store: store).desk,
                    judge: { judge.current }, replaceJudge: { judge.current = $0 },
                    namesAddress: { report, address in
                        // An erasure reads what the database keeps.
                        guard case .kept(let body, let isGzip) = report.content else { return false }
                        return AddressSearch(address).isNamed(in: body, isGzip: isGzip)
                    }, terms: self.settings.approvalTerms,
                    connectors: ConnectorDesk(
                        store: store, foundry: foundry, keys: keys, isProduction: remediation.isProduction,
                        clock: clock
                    ).desk, silentDays: self.settings.sensors.silentDays)
            ).register(on: router)
        }
        router.refuseOtherMethods()

        var services: [any Service] = [
            StoreMaintenance(store: store), TokenRefresh(tokens: tokens),
            Housekeeping(
                store: store, ledger: try CheckpointLedger(stateDirectory: self.settings.stateDirectory),
                judge: judge, reportDays: self.settings.reportDays, clock: clock, logger: logger),
            ReclassificationService(
                store: store, catalog: catalog, judge: judge, isAnalyzer: self.settings.roles.contains(.analyzer),
                clock: clock, logger: logger),
        ]
        if self.settings.roles.contains(.analyzer) {
            services.append(
                AnalyzerService(store: store, normaliser: normaliser, judge: judge, clock: clock, logger: logger))
        }
        if self.settings.roles.contains(.remediator) {
            services.append(
                RemediationService(
                    store: store, foundry: foundry, rules: remediation.jobs, terms: self.settings.approvalTerms,
                    listings: ListingTerms(
                        rules: remediation.listings, interval: remediation.listingInterval,
                        managedDomains: self.settings.rules.managedDomains),
                    importer: GrantImporter(store: store) {
                        catalog.current.snapshot.providers.authorizationEndpoint(of: $0)
                    },
                    judge: { judge.current }, clock: clock, logger: logger))
            services.append(
                WebhookService(
                    store: store, egress: remediation.egress, vault: keys.vault, clock: clock, logger: logger))
        }
        services.append(self.application(router, logger))
        // Services stop in reverse order: first the door, then the analyzer, then what they rest on.
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            await store.close()
            throw self.settings.listenFailure(error) ?? error
        }
        await store.close()
    }

    private func registerCollector(
        on router: Router<WebContext>, store: Store, tokens: TokenDirectory, clock: WallClock, config: CollectorConfig
    ) throws {
        let key: PluginPolicyKey
        do {
            key = try PluginPolicyKey(stateDirectory: self.settings.stateDirectory, makingOne: true)
        } catch {
            throw CommandFailure(
                .failed, "cannot read \(PluginPolicyKey.fileName) in \(self.settings.stateDirectory.path)")
        }
        ReportRoute(store: store, tokens: tokens, clock: clock, config: config).register(on: router)
        EnrolmentRoute(store: store, tokens: tokens, clock: clock, rules: config.enrolment).register(on: router)
        PluginPolicyRoute(store: store, tokens: tokens, clock: clock, config: config, key: key).register(on: router)
    }

    private func makeStateDirectory() throws {
        let folder = self.settings.stateDirectory
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(.failed, "cannot make the state directory \(folder.path); name another --state-dir")
        }
        guard access(folder.path, R_OK | W_OK | X_OK) == 0 else {
            throw CommandFailure(.failed, "may not write to the state directory \(folder.path)")
        }
    }

    private func application(_ router: Router<WebContext>, _ logger: Logger) -> some ApplicationProtocol {
        let timeouts = self.settings.timeouts
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [
                        ConnectionKeeper(
                            times: .init(
                                head: .seconds(Int64(timeouts.header)), body: .seconds(Int64(timeouts.body)),
                                idle: .seconds(Int64(timeouts.idle))),
                            refused: RefusedRequests.count)
                    ],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 64))),
            configuration: .init(
                address: .hostname(self.settings.host, port: self.settings.port), serverName: "gnomon"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? self.settings.port
                let host = self.settings.host.contains(":") ? "[\(self.settings.host)]" : self.settings.host
                Output.note("gnomon is ready at http://\(host):\(port)")
            },
            // One loop: two made the slowest hundredth of requests five times slower on two cores.
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: quiet)
    }
}
