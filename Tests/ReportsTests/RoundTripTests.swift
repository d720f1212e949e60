import Grants
import Reports
import SeededRandom
import Testing

@Suite("Encoding")
struct RoundTripTests {
    @Test("writes what is read back as an equal report that may be stored as it is", arguments: 1...40)
    func roundTrip(seed: UInt64) throws {
        var maker = ReportGenerator(seed: seed)
        let report = maker.report(events: 1 + Int(seed % 12))

        let decoded = try decode(ReportEncoder.text(of: report))

        #expect(decoded.report == report)
        #expect(decoded.rejected.isEmpty)
        #expect(decoded.isStorableAsReceived)
    }

    @Test("writes the same bytes for the same report")
    func deterministic() throws {
        var maker = ReportGenerator(seed: 99)
        let report = maker.report(events: 5)

        #expect(ReportEncoder.text(of: report) == ReportEncoder.text(of: report))
    }

    @Test("gives an admitted report a batch id of its own events")
    func batchID() throws {
        var draft = ReportDraft(events: ReportDraft.events(3))
        draft.set("events.count", 0)

        let admitted = try decode(draft).report
        let again = try decode(ReportEncoder.text(of: admitted))

        #expect(again.report.batchID == BatchID.of(admitted.events.map(\.eventID.description)))
        #expect(again.report.events == admitted.events)
    }
}

/// Makes reports in which every field takes many of its allowed values.
private struct ReportGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed) }

    mutating func report(events count: Int) -> GrantReport {
        let events = (0..<count).map { _ in self.event() }
        return GrantReport(
            batchID: BatchID.of(events.map(\.eventID.description)), sentAt: ReportDraft.receivedAt,
            installID: self.uuid(),
            plugin: .init(version: "0.\(self.number(20))", extensionID: self.word(32)),
            browser: .init(name: self.word(8), version: "15\(self.number(9)).0", os: self.word(5), arch: "arm64"),
            subject: .init(
                email: self.pick([nil, "a.b@example.com", "@gmail.com"]), source: self.pick([.profile, .policy, .none])),
            device: .init(
                id: self.pick([nil, "LAP-\(self.number(999))", "Jürgen’s MacBook"]),
                source: self.pick([.policy, .none])),
            isIncognitoAllowed: self.coin(), dropped: self.number(1_000), events: events)
    }

    private mutating func event() -> AuthorizationEvent {
        let isDevicePage = self.number(9) == 0
        let start = self.time()
        return AuthorizationEvent(
            eventID: self.uuid(), kind: isDevicePage ? .devicePage : .authorization,
            outcome: self.pick(AuthorizationEvent.Outcome.allCases),
            confidence: self.pick(AuthorizationEvent.Confidence.allCases),
            evidence: WireSet([
                self.pick(AuthorizationEvent.Evidence.allCases), self.pick(AuthorizationEvent.Evidence.allCases),
            ]),
            startedAt: start, endedAt: start.advanced(byMilliseconds: Int64(self.number(600_000))),
            isInteractive: self.coin(), surface: self.pick(AuthorizationEvent.Surface.allCases),
            provider: .init(
                origin: "https://\(self.host())", path: self.pick(["/", "/o/oauth2/v2/auth", "/\(self.word(12))"])),
            client: self.client(isDevicePage),
            request: .init(
                responseType: self.pick([nil, "code", "code id_token"]), responseMode: self.pick([nil, "formulário"]),
                prompt: self.pick([nil, "consent", "select_account consent"]),
                accessType: self.pick([nil, "offline"]), pkce: self.pick(AuthorizationEvent.PKCE.allCases),
                paramsSource: self.pick(AuthorizationEvent.ParamsSource.allCases), hasState: self.coin()),
            scopes: self.scopes(), scopesTruncated: self.number(30),
            resources: (0..<self.number(3)).map { _ in "https://\(self.host())/mcp" },
            result: .init(
                kinds: WireSet(AuthorizationEvent.ResultKind.allCases.filter { _ in self.coin() }),
                error: self.pick([nil, "access_denied"]), stateMatch: self.pick([nil, true, false]),
                issuer: self.pick([nil, "https://\(self.host())"]), grantedScopes: self.scopes()),
            providerPosts: self.number(99), count: 1 + self.number(999),
            loginHint: self.coin() ? nil : .init(hmac: String(repeating: "a9", count: 32), domain: self.host()),
            coaching: self.coin() ? nil : self.coaching())
    }

    private mutating func coaching() -> AuthorizationEvent.Coaching {
        .init(
            wasShown: self.coin(), choice: self.pick(AuthorizationEvent.CoachingChoice.allCases),
            reason: self.pick([nil, "bis \"Freitag\" …", "https://\(self.host()) 😀"]))
    }

    private mutating func client(_ isDevicePage: Bool) -> AuthorizationEvent.Client {
        if isDevicePage { return .init(clientID: "", redirectURI: "", redirectClass: .unknown) }
        return AuthorizationEvent.Client(
            clientID: self.pick([self.word(20), "日本 \"quoted\" \\ ünïcode 😀", "https://a.example/meta"]),
            redirectURI: self.pick(["", "https://\(self.host())/cb", "cursor://x/cb", "urn:ietf:wg:oauth:2.0:oob"]),
            redirectClass: self.pick(AuthorizationEvent.RedirectClass.allCases),
            initiatorOrigin: self.pick([nil, "https://\(self.host()):8443"]))
    }

    private mutating func scopes() -> [String]? {
        if self.number(4) == 0 { return nil }
        var scopes: [String] = []
        for _ in 0..<self.number(6) {
            let scope = self.pick(["openid", "Mail.Read", "/", "ä ö", self.word(9), "https://\(self.host())/auth/x"])
            if !scopes.contains(scope) { scopes.append(scope) }
        }
        return scopes
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self.random)]
    }
    private mutating func number(_ most: Int) -> Int { .random(in: 0...most, using: &self.random) }
    private mutating func coin() -> Bool { .random(using: &self.random) }
    private mutating func host() -> String { "\(self.word(6)).example" }

    private mutating func word(_ length: Int) -> String {
        String((0..<length).map { _ in Character(UnicodeScalar(UInt8(97 + self.number(25)))) })
    }

    private mutating func uuid() -> UUIDBits {
        UUIDBits(high: self.random.next() & ~0xF000 | 0x4000, low: self.random.next() & ~(3 << 62) | 1 << 63)
    }

    /// A moment of the last year before the report is received.
    private mutating func time() -> Timestamp {
        let age = Int64.random(in: 0...31_536_000_000, using: &self.random)
        return ReportDraft.receivedAt.advanced(byMilliseconds: -age)
    }
}
