package import Grants
import Synchronization

/// Turns an event into a `ClassifiedGrant`. Pure: equal events give equal grants.
///
/// Clients and scope sets repeat, so what was concluded about them is kept in two bounded caches.
package final class Normaliser: Sendable {
    private let classifier: ClientClassifier
    private let scopes: ScopeReader
    private let caches: Mutex<Caches>

    /// - Parameter cachedEntries: most entries of each cache; a full cache starts anew.
    package init(catalog: CatalogSnapshot, cachedEntries: Int = 8192) {
        self.classifier = ClientClassifier(providers: catalog.providers, apps: catalog.apps)
        self.scopes = ScopeReader(table: catalog.scopes)
        self.caches = Mutex(Caches(limit: cachedEntries))
    }

    /// - Parameter shift: milliseconds to add to the sensor's times (`ClockSkew`).
    package func grant(of event: AuthorizationEvent, shift: Int64 = 0) -> ClassifiedGrant {
        let request = ObservedRequest(event)
        let client = self.client(of: request)
        let access = self.access(event.scopes, at: client.provider)
        return ClassifiedGrant(
            eventID: event.eventID, client: client.profile, access: access, outcome: event.outcome,
            confidence: event.confidence,
            startedAt: event.startedAt.advanced(byMilliseconds: shift),
            endedAt: event.endedAt.advanced(byMilliseconds: shift), count: event.count,
            asksForOfflineAccess: event.request.accessType == "offline")
    }

    package func client(of request: ObservedRequest) -> (profile: ClientProfile, provider: Provider?) {
        if let cached = self.caches.withLock({ $0.clients.values[request] }) { return cached }
        let fresh = self.classifier.profile(of: request)
        self.caches.withLock { $0.clients.insert(fresh, for: request) }
        return fresh
    }

    package func access(_ scopes: [String]?, at provider: Provider?) -> ScopeProfile {
        let key = ScopeKey(provider: provider?.id, scopes: scopes)
        if let cached = self.caches.withLock({ $0.scopes.values[key] }) { return cached }
        let fresh = self.scopes.profile(of: scopes, at: provider)
        self.caches.withLock { $0.scopes.insert(fresh, for: key) }
        return fresh
    }

    private struct ScopeKey: Hashable {
        var provider: String?
        var scopes: [String]?
    }

    private struct Caches {
        var clients: Bounded<ObservedRequest, (profile: ClientProfile, provider: Provider?)>
        var scopes: Bounded<ScopeKey, ScopeProfile>

        init(limit: Int) {
            self.clients = Bounded(limit: limit)
            self.scopes = Bounded(limit: limit)
        }
    }

    private struct Bounded<Key: Hashable, Value> {
        let limit: Int
        var values: [Key: Value] = [:]

        init(limit: Int) {
            self.limit = limit
        }

        mutating func insert(_ value: Value, for key: Key) {
            if self.values.count >= self.limit { self.values.removeAll(keepingCapacity: true) }
            self.values[key] = value
        }
    }
}
