import Connectors
import Foundation
import Governance
import Grants
import Logging
import Store

/// Walks through all grants that a connector can list, page by page, from where an earlier walk stopped.
struct Lister: Sendable {
    let store: Store
    let importer: GrantImporter
    let rules: ListingRules
    let managed: Set<String>
    let judge: @Sendable () -> Judge
    let clock: WallClock
    let logger: Logger
    /// Tries of one page before the listing fails.
    private let patience = 8

    func walk(_ listing: ListingRun, at live: LiveConnector) async {
        var run = listing
        var failures = 0
        do {
            while !Task.isCancelled {
                switch await live.connector.listGrants(after: run.position) {
                case .success(let page):
                    failures = 0
                    let grants = try await self.store.linked(
                        page.grants.map(ListedGrant.init), connector: run.connector, managed: self.managed)
                    // Before the page is kept: a crash in between repeats the page, and loses no grant of it.
                    try await self.importer.admit(
                        grants.filter(\.isNews).map(\.grant), of: live.record, listedAt: run.startedAt,
                        now: self.clock.now())
                    run = try await self.store.keepListingPage(
                        grants, seen: page.grants.count, of: run, next: page.next, total: page.total,
                        now: self.clock.now())
                    if page.next == nil { return try await self.finish(run, live) }
                case .failure(let answer):
                    failures += 1
                    guard [.throttled, .transient].contains(answer.outcome), failures < self.patience else {
                        return try await self.store.failListing(
                            run, problem: "\(answer.outcome.rawValue): \(answer.words.prefix(300))",
                            now: self.clock.now())
                    }
                    try await Task.sleep(for: answer.retryAfter ?? .seconds(1 << min(failures, 6)))
                }
            }
        } catch is CancellationError {
            // The next worker goes on behind the last kept page.
        } catch {
            self.logger.warning(
                "A listing stopped and is taken up again.",
                metadata: ["listing": "lst_\(run.number)", "error": "\(error)"])
        }
    }

    /// Whether the connector sees other people is asked in the same run, at its end.
    private func finish(_ run: ListingRun, _ live: LiveConnector) async throws {
        let health = await live.connector.health()
        let ended = try await self.store.finishListing(
            run, seesOthers: health.seesOtherPeople, rules: self.rules, judge: self.judge(), now: self.clock.now())
        if let problem = ended.problem {
            self.logger.warning(
                "A listing is in doubt.", metadata: ["listing": "lst_\(run.number)", "problem": "\(problem)"])
        }
    }
}

extension ListedGrant {
    init(_ grant: StandingGrant) {
        self.init(
            address: grant.subject, clientID: grant.clientID, vendorKey: grant.vendorKey, name: grant.displayName,
            scopes: grant.scopes, isTenantWide: grant.isTenantWide, grantedAt: grant.grantedAt.map(Timestamp.init(_:)),
            lastUsedAt: grant.lastUsedAt.map(Timestamp.init(_:)))
    }
}

extension Timestamp {
    fileprivate init(_ date: Date) { self.init(milliseconds: Int64(date.timeIntervalSince1970 * 1000)) }
}
