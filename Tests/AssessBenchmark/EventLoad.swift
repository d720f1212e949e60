import Grants
import SeededRandom

/// Events as a middling organisation's browsers report them: 400 everyday clients with three scope sets each, and
/// among them 5 % client ids and 20 % scope sets that were never seen before. A new set is a new choice of three to
/// seven published scopes; in one of ten it holds a scope that nobody has published.
struct EventLoad {
    private var generator: SeededGenerator
    private let clients: [Client]

    private struct Client {
        var place: Place
        var id: String
        var redirect: String
        var redirectClass: AuthorizationEvent.RedirectClass
        var scopeSets: [[String]]
    }

    private struct Place {
        var origin: String
        var path: String
        var scopes: [String]
    }

    /// - Parameter published: scopes by family; of each the first 40 are used.
    init(seed: UInt64, published: [String: [String]]) {
        var generator = SeededGenerator(seed: seed)
        let places = Self.places.map { place in
            Place(
                origin: place.origin, path: place.path, scopes: Array(published[place.family, default: []].prefix(40)))
        }
        self.clients = (0..<400).map { number in
            let place = places[number % places.count]
            let id = Self.id(using: &generator)
            let sets = (0..<3).map { _ in Self.scopes(of: place, using: &generator) }
            let isLoopback = number % 5 == 0
            let host = number % 7 == 0 ? "app.fireflies.ai" : "tool\(number).example"
            return Client(
                place: place, id: id,
                redirect: isLoopback ? "http://localhost/callback" : "https://\(host)/oauth/callback",
                redirectClass: isLoopback ? .loopback : .web, scopeSets: sets)
        }
        self.generator = generator
    }

    /// Each everyday client with each of its scope sets once.
    mutating func everydayEvents() -> [AuthorizationEvent] {
        self.clients.flatMap { client in client.scopeSets.map { set in self.event(client, client.id, set) } }
    }

    mutating func events(count: Int) -> [AuthorizationEvent] {
        (0..<count).map { number in
            let client = self.clients[Int(self.generator.next() % UInt64(self.clients.count))]
            let id = number % 20 == 7 ? Self.id(using: &self.generator) : client.id
            var set = client.scopeSets[Int(self.generator.next() % 3)]
            if number % 5 == 3 {
                set = Self.scopes(of: client.place, using: &self.generator)
                if number % 50 == 3 { set.append("team\(number):read") }
            }
            return self.event(client, id, set)
        }
    }

    private mutating func event(_ client: Client, _ id: String, _ scopes: [String]) -> AuthorizationEvent {
        AuthorizationEvent(
            eventID: UUIDBits(high: self.generator.next(), low: self.generator.next()), kind: .authorization,
            outcome: .granted, confidence: .high, evidence: [.redirect],
            startedAt: Timestamp(milliseconds: 1_795_000_000_000),
            endedAt: Timestamp(milliseconds: 1_795_000_004_000), isInteractive: true, surface: .tab,
            provider: .init(origin: client.place.origin, path: client.place.path),
            client: .init(clientID: id, redirectURI: client.redirect, redirectClass: client.redirectClass),
            request: .init(responseType: "code", accessType: "offline", pkce: .s256, hasState: true),
            scopes: scopes, result: .init(kinds: [.code]))
    }

    /// An id as services make them: 24 letters and digits.
    private static func id(using generator: inout SeededGenerator) -> String {
        let high = String(generator.next() | 1 << 63, radix: 36)
        let low = String(generator.next() | 1 << 63, radix: 36)
        return String((high + low).prefix(24))
    }

    /// Three to seven of the place's scopes.
    private static func scopes(of place: Place, using generator: inout SeededGenerator) -> [String] {
        let count = 3 + Int(generator.next() % 5)
        return (0..<count).map { _ in place.scopes[Int(generator.next() % UInt64(place.scopes.count))] }
    }

    private static let places: [(origin: String, path: String, family: String)] = [
        ("https://accounts.google.com", "/o/oauth2/v2/auth", "google"),
        ("https://login.microsoftonline.com", "/common/oauth2/v2.0/authorize", "microsoft-graph"),
        ("https://slack.com", "/oauth/v2/authorize", "slack"),
        ("https://github.com", "/login/oauth/authorize", "github"),
        ("https://auth.atlassian.com", "/authorize", "atlassian"),
        ("https://id.unknown-provider.example", "/oauth/authorize", "slack"),
    ]
}
