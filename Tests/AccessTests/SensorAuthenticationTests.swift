import Access
import Grants
import Store
import StoreTesting
import Testing

@Suite("Who sends a report", .eachEngine)
struct SensorAuthenticationTests {
    private let start = World.start
    private let author = Author(system: "test")
    private static let install = UUIDBits(high: 0x4000, low: 1 << 63 | 7)

    /// A token's secret, its number, and the directory that knows it.
    private func scene(_ world: World) async throws -> (secret: String, number: Int64, tokens: TokenDirectory) {
        let token = try SecretToken(.enrolment)
        let number = try await world.store.createEnrolmentToken(
            name: "fleet", hash: token.hash, expiresAt: nil, by: self.author, now: self.start)
        let tokens = TokenDirectory(store: world.store)
        try await tokens.refresh()
        return (token.secret, number, tokens)
    }

    private func enrol(_ world: World, _ token: Int64) async throws -> (secret: String, credential: SensorCredential) {
        let secret = try SecretToken(.sensor)
        let outcome = try await world.store.enrol(
            Self.install, token: token, hash: secret.hash, expiresAt: nil, cap: 10, now: self.start)
        guard case .made(let credential) = outcome else { throw TokenDirectory.Refusal.unknown }
        return (secret.secret, credential)
    }

    @Test(
        "an enrolment token brings reports as the setting says, before and after its first credential",
        arguments: [
            (EnrolmentRules.Posting.untilEnrolled, true, false), (.always, true, true), (.never, false, false),
        ])
    func posting(posting: EnrolmentRules.Posting, before: Bool, after: Bool) async throws {
        try await withWorld { world in
            let (secret, number, tokens) = try await self.scene(world)
            var rules = EnrolmentRules()
            rules.posting = posting
            let authentication = SensorAuthentication(store: world.store, tokens: tokens, rules: rules)
            func mayPost() async throws -> Bool {
                do {
                    let sender = try await authentication.sender(
                        authorization: "Bearer \(secret)", isCertified: false, now: self.start)
                    #expect(sender.tokenNumber == number && sender.installID == nil)
                    return true
                } catch TokenDirectory.Refusal.enrolmentOnly {
                    return false
                }
            }

            #expect(try await mayPost() == before)
            _ = try await self.enrol(world, number)
            try await tokens.refresh()
            #expect(try await mayPost() == after)
        }
    }

    @Test("a credential brings its sensor, until it is revoked or its time is over; the token's end is not its own")
    func credential() async throws {
        try await withWorld { world in
            let (_, number, tokens) = try await self.scene(world)
            let (secret, credential) = try await self.enrol(world, number)
            let authentication = SensorAuthentication(store: world.store, tokens: tokens, rules: EnrolmentRules())
            func sender(_ authorization: String, at now: Timestamp? = nil) async throws -> ReportSender {
                try await authentication.sender(
                    authorization: authorization, isCertified: false, now: now ?? self.start)
            }
            _ = try await world.store.revokeEnrolmentTokens(number: number, by: self.author, now: self.start)
            try await tokens.refresh()

            let found = try await sender("Bearer \(secret)")
            #expect(found.tokenNumber == number)
            #expect(found.credentialNumber == credential.number)
            #expect(found.installID == Self.install)
            await #expect(throws: TokenDirectory.Refusal.unknown) { _ = try await sender("Bearer \(secret)x") }
            #expect(throws: TokenDirectory.Refusal.unknown) {
                _ = try authentication.enrolmentToken(
                    authorization: "Bearer \(secret)", isCertified: false, now: self.start)
            }

            let next = try SecretToken(.sensor)
            _ = try await world.store.rotateCredential(
                credential.number, hash: next.hash, expiresAt: nil, now: self.start)
            let end = self.start.advanced(byMilliseconds: Store.rotationOverlap)
            #expect(try await sender("Bearer \(secret)", at: end.advanced(byMilliseconds: -1)) == found)
            await #expect(throws: TokenDirectory.Refusal.expired) { _ = try await sender("Bearer \(secret)", at: end) }
            _ = try await world.store.revokeCredentials(.sensor(Self.install), by: self.author, now: self.start)
            for secret in [secret, next.secret] {
                await #expect(throws: TokenDirectory.Refusal.credentialRevoked) {
                    _ = try await sender("Bearer \(secret)", at: end)
                }
            }
        }
    }

    @Test("a certificate stands for the token that the setting names, and only without another token")
    func certificate() async throws {
        try await withWorld { world in
            let (_, number, tokens) = try await self.scene(world)
            var rules = EnrolmentRules()
            let without = SensorAuthentication(store: world.store, tokens: tokens, rules: rules)
            rules.certificateToken = "fleet"
            let with = SensorAuthentication(store: world.store, tokens: tokens, rules: rules)
            rules.certificateToken = "nobody"
            let wrong = SensorAuthentication(store: world.store, tokens: tokens, rules: rules)

            let sender = try await with.sender(authorization: nil, isCertified: true, now: self.start)
            #expect(sender.tokenNumber == number)
            await #expect(throws: TokenDirectory.Refusal.missing) {
                _ = try await with.sender(authorization: nil, isCertified: false, now: self.start)
            }
            await #expect(throws: TokenDirectory.Refusal.missing) {
                _ = try await without.sender(authorization: nil, isCertified: true, now: self.start)
            }
            await #expect(throws: TokenDirectory.Refusal.unknown) {
                _ = try await with.sender(authorization: "Bearer x", isCertified: true, now: self.start)
            }
            await #expect(throws: TokenDirectory.Refusal.unknown) {
                _ = try await wrong.sender(authorization: nil, isCertified: true, now: self.start)
            }
        }
    }
}
