import Catalog
import Governance
import Grants
package import Logging
import ServiceLifecycle
package import Store

/// Takes every change of the catalogue within a second, and brings history under it in the background, one process for
/// all.
package struct ReclassificationService: Service {
    private let store: Store
    private let catalog: CatalogInForce
    private let judge: JudgeBox
    private let isAnalyzer: Bool
    private let clock: WallClock
    private let logger: Logger
    /// Rows of one transaction: the analyzer waits for it.
    private let batch = 200

    /// - Parameter isAnalyzer: whether this process may bring history under the catalogue, and not only take it.
    package init(
        store: Store, catalog: CatalogInForce, judge: JudgeBox, isAnalyzer: Bool, clock: WallClock, logger: Logger
    ) {
        self.store = store
        self.catalog = catalog
        self.judge = judge
        self.isAnalyzer = isAnalyzer
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var lastFailure = ""
            while !Task.isCancelled {
                do {
                    if try await self.catalog.refresh(from: self.store) { self.noteEdition() }
                    if self.isAnalyzer { try await self.catchUp() }
                    lastFailure = ""
                } catch is CancellationError {
                    return
                } catch {
                    let failure = Self.name(of: error)
                    if failure != lastFailure {
                        self.logger.warning("The catalogue could not be taken.", metadata: ["code": "\(failure)"])
                    }
                    lastFailure = failure
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func noteEdition() {
        let edition = self.catalog.current
        self.logger.notice("The catalogue has changed.", metadata: ["catalog": "\(edition.label)"])
        if let refusal = edition.refusal {
            self.logger.warning(
                "The imported catalogue is not in force.", metadata: ["code": "\(refusal.code.rawValue)"])
        }
    }

    /// Brings history under the catalogue in force, if this process is the one to do it.
    package func catchUp() async throws {
        let edition = self.catalog.current
        if let last = try await self.store.reclassification(), last.to == edition.label, !last.isUnderWay { return }
        guard let duty = try await self.store.duty(.reclassification) else { return }
        var run = try await self.store.beginReclassification(
            to: edition.label, now: self.clock.now(), as: duty)
        // A newer catalogue ends this pass; the next one begins at once.
        while run.isUnderWay, !Task.isCancelled, self.catalog.current.label == edition.label {
            run = try await self.step(run, edition, duty)
            await Task.yield()
        }
    }

    private func step(
        _ run: Reclassification, _ edition: CatalogInForce.Edition, _ duty: Duty
    ) async throws -> Reclassification {
        let (judge, now) = (self.judge.current, self.clock.now())
        switch run.phase {
        case .clients:
            let clients = try await self.store.keptClients(of: run, limit: self.batch)
            return try await self.store.reclassify(
                clients: clients.map { ($0, edition.profile(of: $0)) }, of: run, grants: self.batch, judge: judge,
                now: now, as: duty)
        case .scopes:
            let sets = try await self.store.keptScopes(of: run, limit: self.batch)
            return try await self.store.reclassify(
                scopes: sets.map { ($0.number, edition.profile(of: $0)) }, of: run, judge: judge, now: now, as: duty)
        case .connections, .finished, .superseded:
            return try await self.store.rejudge(self.batch, of: run, judge: judge, now: now, as: duty)
        }
    }

    private static func name(of error: any Error) -> String {
        switch error {
        case let error as StoreError: error.code.rawValue
        default: "\(type(of: error))"
        }
    }
}

extension CatalogInForce.Edition {
    /// Who a kept client is. What an earlier version kept of it is enough for its app, not for its resource.
    func profile(of client: KeptClient) -> ClientProfile {
        if let request = client.request.flatMap(ObservedRequest.init(kept:)) {
            return self.normaliser.client(of: request).profile
        }
        let endpoint = client.resource.providerID.flatMap { self.snapshot.providers.provider(id: $0) }?
            .authorize.first { !$0.host.contains("*") }
        let request = ObservedRequest(
            endpointOrigin: endpoint.map { "https://\($0.host)" } ?? "", endpointPath: endpoint?.path ?? "",
            clientID: client.clientID, redirectURI: client.redirect, redirectClass: client.redirectClass,
            initiatorOrigin: "", resources: [], usesPKCE: false, isAdminConsent: false)
        let known = self.normaliser.client(of: request).profile
        return ClientProfile(
            app: known.app, resource: client.resource, clientID: client.clientID, redirect: client.redirect,
            redirectHost: client.redirectHost, redirectClass: client.redirectClass, isAdminConsent: false,
            evidence: known.evidence.filter { $0.field != "resource_app" })
    }

    func profile(of scopes: KeptScopes) -> ScopeProfile {
        self.normaliser.access(
            scopes.scopes, at: scopes.providerID.flatMap { self.snapshot.providers.provider(id: $0) })
    }
}
