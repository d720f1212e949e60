import Access
import Grants
import Store
import StoreTesting
import Testing

@Suite("Token directory", .eachEngine)
struct TokenDirectoryTests {
    private let start = World.start
    private let author = Author(system: "first_start")

    @Test("refuses what is no bearer token", arguments: [nil, "", "Bearer", "Bearer ", "Basic YTpi", "token"])
    func missing(authorization: String?) async throws {
        try await withWorld { world in
            let directory = TokenDirectory(store: world.store)

            #expect(throws: TokenDirectory.Refusal.missing) {
                try directory.enrolmentToken(authorization: authorization, now: self.start)
            }
            #expect(throws: TokenDirectory.Refusal.missing) {
                try directory.actor(authorization: authorization, now: self.start)
            }
        }
    }

    @Test("knows an enrolment token until it expires, and says why not afterwards")
    func enrolment() async throws {
        try await withWorld { world in
            let token = try SecretToken(.enrolment)
            let end = self.start.advanced(byMilliseconds: 1000)
            let number = try await world.store.createEnrolmentToken(
                name: "fleet", hash: token.hash, expiresAt: end, by: self.author, now: self.start)
            let directory = TokenDirectory(store: world.store)
            let header = "Bearer \(token.secret)"

            #expect(throws: TokenDirectory.Refusal.unknown) {
                try directory.enrolmentToken(authorization: header, now: self.start)
            }
            try await directory.refresh()
            #expect(try directory.enrolmentToken(authorization: header, now: self.start).number == number)
            #expect(
                try directory.enrolmentToken(authorization: "bearer \(token.secret)", now: self.start).number == number)
            #expect(throws: TokenDirectory.Refusal.expired) {
                try directory.enrolmentToken(authorization: header, now: end)
            }
            #expect(throws: TokenDirectory.Refusal.unknown) {
                try directory.enrolmentToken(authorization: header + "x", now: self.start)
            }
            #expect(throws: TokenDirectory.Refusal.unknown) {
                try directory.actor(authorization: header, now: self.start)
            }
        }
    }

    @Test("a revoked token is refused as revoked, even when it would have expired as well")
    func revoked() async throws {
        try await withWorld { world in
            let token = try SecretToken(.enrolment)
            let end = self.start.advanced(byMilliseconds: 1000)
            _ = try await world.store.createEnrolmentToken(
                name: "fleet", hash: token.hash, expiresAt: end, by: self.author, now: self.start)
            _ = try await world.store.revokeEnrolmentTokens(name: "fleet", by: self.author, now: self.start)
            let directory = TokenDirectory(store: world.store)
            try await directory.refresh()

            for now in [self.start, end] {
                #expect(throws: TokenDirectory.Refusal.revoked) {
                    try directory.enrolmentToken(authorization: "Bearer \(token.secret)", now: now)
                }
            }
        }
    }

    @Test("an API token brings its person and roles; a role of a later version counts for nothing")
    func actor() async throws {
        try await withWorld { world in
            let token = try SecretToken(.api)
            let number = try await world.store.createAPIToken(
                person: "Ada", isService: false, name: "laptop", roles: ["viewer", "auditor", "wizard"],
                hash: token.hash, expiresAt: nil, by: self.author, now: self.start)
            let directory = TokenDirectory(store: world.store)
            try await directory.refresh()

            let actor = try directory.actor(authorization: "Bearer \(token.secret)", now: self.start)

            #expect(actor.name == "Ada")
            #expect(actor.tokenNumber == number)
            #expect(actor.roles == [.viewer, .auditor])

            try await world.store.revokeAPIToken(number: number, by: self.author, now: self.start)
            try await directory.refresh()
            #expect(throws: TokenDirectory.Refusal.revoked) {
                try directory.actor(authorization: "Bearer \(token.secret)", now: self.start)
            }
        }
    }
}
