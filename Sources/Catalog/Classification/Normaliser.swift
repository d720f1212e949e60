package import Grants
import Synchronization

/// Turns an event into a `ClassifiedGrant`. Pure: equal events give equal grants.
///
/// Clients, scope sets and scopes repeat, so what was concluded about them is kept in three caches of
/// `memoryBytes` in all.
package final class Normaliser: Sendable {
    /// What the caches hold together, in bytes, unless the maker says otherwise.
    package static let memoryBytes = 12 << 20

    private let classifier: ClientClassifier
    private let scopes: ScopeReader
    private let caches: Mutex<Caches>

    /// - Parameter memoryBytes: the most that is remembered, in bytes.
    package init(catalog: CatalogSnapshot, memoryBytes: Int = Normaliser.memoryBytes) {
        self.classifier = ClientClassifier(
            providers: catalog.providers, apps: catalog.apps, classifier: catalog.classifier,
            overlay: catalog.overlay)
        self.scopes = catalog.scopeReader
        self.caches = Mutex(Caches(bytes: memoryBytes))
    }

    /// - Parameter shift: milliseconds to add to the sensor's times (`ClockSkew`).
    package func grant(of event: AuthorizationEvent, shift: Int64 = 0) -> ClassifiedGrant {
        let client = self.sighting(of: ObservedRequest(event))
        let access = self.access(event.scopes, at: client.providerID) { client.provider }
        return ClassifiedGrant(
            eventID: event.eventID, client: client.profile, access: access, outcome: event.outcome,
            confidence: event.confidence,
            startedAt: event.startedAt.advanced(byMilliseconds: shift),
            endedAt: event.endedAt.advanced(byMilliseconds: shift), count: event.count,
            asksForOfflineAccess: event.request.accessType == "offline", coaching: event.coaching)
    }

    package func client(of request: ObservedRequest) -> (profile: ClientProfile, provider: Provider?) {
        let found = self.sighting(of: request)
        return (found.profile, found.provider)
    }

    private func sighting(of request: ObservedRequest) -> ClientSighting {
        let hash = request.cacheHash
        if let known = self.caches.withLock({ $0.clients.value(for: request, hash: hash) }) { return known }
        let fresh = ClientSighting(self.classifier.profile(of: request))
        let bytes = request.bytes + fresh.bytes
        self.caches.withLock { $0.clients.insert(fresh, for: request, hash: hash, bytes: bytes) }
        return fresh
    }

    package func access(_ scopes: [String]?, at provider: Provider?) -> ScopeProfile {
        self.access(scopes, at: provider?.id ?? "") { provider }
    }

    /// - Parameter provider: asked for when the set is not remembered; each of its many texts counts a reference.
    private func access(_ scopes: [String]?, at providerID: String, _ provider: () -> Provider?) -> ScopeProfile {
        let key = ScopeSetKey(provider: providerID, scopes: scopes)
        let hash = key.cacheHash
        let (known, isRepeated) = self.caches.withLock { caches in
            let known = caches.sets.value(for: key, hash: hash)
            return (known, known != nil || caches.setsSeenOnce.hasSeen(hash))
        }
        if let known { return known }
        let provider = provider()
        let meanings = scopes.map { $0.map { self.scope($0, at: provider) } }
        let fresh = ScopeProfile(scopes: meanings)
        guard isRepeated else { return fresh }
        let bytes = 3 * key.bytes + (scopes?.count ?? 0) * MemoryLayout<ClassifiedScope>.stride + Self.profileBytes
        self.caches.withLock { $0.sets.insert(fresh, for: key, hash: hash, bytes: bytes) }
        return fresh
    }

    private func scope(_ scope: String, at provider: Provider?) -> ClassifiedScope {
        let key = ScopeKey(provider: provider?.id ?? "", scope: scope)
        let hash = key.cacheHash
        if let known = self.caches.withLock({ $0.scopes.value(for: key, hash: hash) }) { return known }
        let fresh = self.scopes.scope(scope, at: provider)
        let bytes = 2 * scope.utf8.count + fresh.description.utf8.count
        self.caches.withLock { $0.scopes.insert(fresh, for: key, hash: hash, bytes: bytes) }
        return fresh
    }

    /// A scope profile's own fields, about.
    private static let profileBytes = 200

    private struct Caches {
        var clients: GenerationCache<ObservedRequest, ClientSighting>
        var sets: GenerationCache<ScopeSetKey, ScopeProfile>
        /// A set that comes once must not drive out the others.
        var setsSeenOnce = SeenOnce()
        var scopes: GenerationCache<ScopeKey, ClassifiedScope>

        init(bytes: Int) {
            self.clients = GenerationCache(bytes: bytes / 12 * 6)
            self.sets = GenerationCache(bytes: bytes / 12 * 4)
            self.scopes = GenerationCache(bytes: bytes / 12 * 2)
        }
    }
}

/// A client with its provider, shared by all events that show it.
private final class ClientSighting: Sendable {
    let profile: ClientProfile
    let provider: Provider?
    /// Empty without a provider.
    let providerID: String

    init(_ found: (profile: ClientProfile, provider: Provider?)) {
        self.profile = found.profile
        self.provider = found.provider
        self.providerID = found.provider?.id ?? ""
    }

    /// What the profile takes, about; the provider is the catalogue's.
    var bytes: Int {
        self.profile.evidence.reduce(Self.ownBytes) {
            $0 + $1.detail.utf8.count + MemoryLayout<Evidence>.stride
        }
    }

    /// The fields of profile, app and resource, and their texts.
    private static let ownBytes = 600
}
