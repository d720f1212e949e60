import Cryptography
import Grants
import Reports
package import Store

/// Turns standing grants that no browser saw into reports, so that they are classified, scored and proposed for like
/// all others.
package struct GrantImporter: Sendable {
    /// A provider's authorization endpoint, by its id; `nil` for providers that the catalogue does not have.
    package typealias Endpoints = @Sendable (String) -> (origin: String, path: String)?

    private let store: Store
    private let endpoints: Endpoints
    /// Events of one report; the limit of a sensor's.
    private let batch = 100

    package init(store: Store, endpoints: @escaping Endpoints) {
        self.store = store
        self.endpoints = endpoints
    }

    /// Admits one report for each person. Repeated calls with the same grants change nothing.
    ///
    /// - Parameter listedAt: when the listing began, for grants whose provider does not say when they were given.
    func admit(
        _ grants: [ListedGrant], of connector: ConnectorRecord, listedAt: Timestamp, now: Timestamp
    ) async throws {
        guard !grants.isEmpty, let endpoint = connector.providers.lazy.compactMap(self.endpoints).first else { return }
        let token = try await self.store.listingToken(now: now)
        let sensor = Self.identity("sensor", ["connector", String(connector.number)])
        // At the same time, so that one commit is enough for all of a page.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (address, own) in Dictionary(grouping: grants, by: \.address) {
                for start in stride(from: 0, to: own.count, by: self.batch) {
                    let events = own[start..<min(start + self.batch, own.count)].map {
                        Self.event($0, connector.number, endpoint, $0.grantedAt ?? listedAt)
                    }
                    group.addTask { try await self.admit(events, address, sensor, token, now) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func admit(
        _ events: [AuthorizationEvent], _ address: String, _ sensor: UUIDBits, _ token: Int64, _ now: Timestamp
    ) async throws {
        let report = GrantReport(
            batchID: BatchID.of(events.map(\.eventID.description)), sentAt: now, installID: sensor,
            plugin: .init(version: "listing", extensionID: "connector"),
            browser: .init(name: "none", version: "0", os: "none", arch: "none"),
            subject: .init(email: address, source: .profile), device: .init(id: nil, source: .none),
            isIncognitoAllowed: false, dropped: 0, events: events)
        let body = ReportEncoder.text(of: report)
        _ = try await self.store.admit(
            Admission(
                installID: sensor, tokenNumber: token, digest: SHA256.hash(body), receivedAt: now,
                skewMilliseconds: 0, events: events.count, repeatedEvents: 0, rejected: [:], coding: .identity,
                body: body, report: report))
    }

    /// The event of a grant has the same id in each listing, until the person consents anew or scopes change.
    private static func event(
        _ grant: ListedGrant, _ connector: Int64, _ endpoint: (origin: String, path: String), _ at: Timestamp
    ) -> AuthorizationEvent {
        let id = Self.identity(
            "event",
            [String(connector), grant.address, grant.vendorKey, String(at.milliseconds)] + grant.scopes.sorted())
        return AuthorizationEvent(
            eventID: id, kind: .authorization, outcome: .granted, confidence: .high, evidence: [.httpStatus],
            startedAt: at, endedAt: at, isInteractive: false, surface: .tab,
            provider: .init(origin: endpoint.origin, path: endpoint.path),
            client: .init(clientID: grant.clientID ?? "", redirectURI: "", redirectClass: .unknown),
            request: .init(), scopes: grant.scopes, result: .init(grantedScopes: grant.scopes))
    }

    /// An id by content in the form of a random one (RFC 9562 §5.4), the only form that reports have.
    private static func identity(_ kind: String, _ parts: [String]) -> UUIDBits {
        let digest = SHA256.hash(Array(([kind] + parts).joined(separator: "\u{0}").utf8))
        func word(_ from: Int) -> UInt64 { digest[from..<from + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        return UUIDBits(
            high: word(0) & ~0xF000 | 0x4000, low: word(8) & ~(0b11 << 62) | (0b10 << 62))
    }
}
