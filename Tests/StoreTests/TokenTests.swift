import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("Tokens", .eachEngine)
struct TokenTests {
    private static let author = Author(person: 1)

    private static func hash(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    private static func rotate(_ world: World, _ byte: UInt8, now: Timestamp = World.start) async throws -> Int64 {
        try await world.store.rotateEnrolmentToken(
            name: "fleet", hash: self.hash(byte), expiresAt: nil, by: self.author, now: now)
    }

    private static func create(_ world: World, expiresAt: Timestamp? = nil) async throws -> Int64 {
        try await world.store.createEnrolmentToken(
            name: "fleet", hash: self.hash(1), expiresAt: expiresAt, by: self.author, now: World.start)
    }

    private static func valid(_ world: World) async throws -> [Int64] {
        try await world.store.enrolmentTokens().filter { $0.isValid(at: World.start) && $0.number != World.token }
            .map(\.number)
    }

    @Test("rotation keeps two enrolment tokens valid, and a third ends the oldest")
    func rotation() async throws {
        try await withWorld { world in
            let first = try await Self.create(world)
            let second = try await Self.rotate(world, 2)
            #expect(try await Self.valid(world) == [first, second])

            let third = try await Self.rotate(world, 3)

            #expect(try await Self.valid(world) == [second, third])
            #expect(
                try await world.logTypes() == [
                    "enrolment_token.create", "enrolment_token.rotate", "enrolment_token.revoke",
                    "enrolment_token.rotate",
                ])
        }
    }

    @Test("a name that has a valid token is not created again, one that has none is not rotated")
    func conflicts() async throws {
        try await withWorld { world in
            let missing = await #expect(throws: StoreError.self) { _ = try await Self.rotate(world, 2) }
            #expect(missing?.code == .notFound)
            _ = try await Self.create(world, expiresAt: World.start.advanced(byMilliseconds: 1000))

            let twice = await #expect(throws: StoreError.self) { _ = try await Self.create(world) }

            #expect(twice?.code == .conflict)
            let late = await #expect(throws: StoreError.self) {
                _ = try await Self.rotate(world, 2, now: World.start.advanced(byMilliseconds: 1000))
            }
            #expect(late?.code == .notFound)
            #expect(try await world.logTypes() == ["enrolment_token.create"])
        }
    }

    @Test("revoking a name ends all its tokens; revoking a number ends one")
    func revocation() async throws {
        try await withWorld { world in
            let first = try await Self.create(world)
            let second = try await Self.rotate(world, 2)

            #expect(
                try await world.store.revokeEnrolmentTokens(number: second, by: Self.author, now: World.start) == [
                    second
                ])
            let third = try await Self.rotate(world, 3)
            #expect(
                try await world.store.revokeEnrolmentTokens(name: "fleet", by: Self.author, now: World.start)
                    == [first, third])
            let error = await #expect(throws: StoreError.self) {
                _ = try await world.store.revokeEnrolmentTokens(name: "fleet", by: Self.author, now: World.start)
            }

            #expect(error?.code == .notFound)
            #expect(try await Self.valid(world).isEmpty)
        }
    }

    @Test("an API token ends once, and its person is one person under any spelling")
    func apiTokens() async throws {
        try await withWorld { world in
            var numbers: [Int64] = []
            for (byte, name) in [(4, "Ada"), (5, "ada")] as [(UInt8, String)] {
                numbers.append(
                    try await world.store.createAPIToken(
                        person: name, isService: false, name: "laptop", roles: ["viewer", "auditor"],
                        hash: Self.hash(byte), expiresAt: nil, by: Self.author, now: World.start))
            }

            try await world.store.revokeAPIToken(number: numbers[0], by: Self.author, now: World.start)

            let tokens = try await world.store.apiTokens()
            #expect(tokens.map { $0.isValid(at: World.start) } == [false, true])
            #expect(Set(tokens.map(\.personNumber)).count == 1)
            #expect(tokens.map(\.roles) == [["viewer", "auditor"], ["viewer", "auditor"]])
            #expect(tokens.map(\.hash) == [Self.hash(4), Self.hash(5)])
            let twice = await #expect(throws: StoreError.self) {
                try await world.store.revokeAPIToken(number: numbers[0], by: Self.author, now: World.start)
            }
            let unknown = await #expect(throws: StoreError.self) {
                try await world.store.revokeAPIToken(number: 99, by: Self.author, now: World.start)
            }
            #expect(twice?.code == .conflict)
            #expect(unknown?.code == .notFound)
            #expect(try await world.logTypes() == ["api_token.create", "api_token.create", "api_token.revoke"])
        }
    }

    @Test("the last valid token that may make others is kept, until another one is there")
    func lastAdministrator() async throws {
        try await withWorld { world in
            func create(_ byte: UInt8, _ roles: [String], expiresAt: Timestamp? = nil) async throws -> Int64 {
                try await world.store.createAPIToken(
                    person: "ada", isService: false, name: "laptop", roles: roles, hash: Self.hash(byte),
                    expiresAt: expiresAt, by: Self.author, now: World.start)
            }
            let first = try await create(1, ["viewer", "admin"])
            let other = try await create(2, ["viewer", "auditor"])
            let short = try await create(3, ["admin"], expiresAt: World.start.advanced(byMilliseconds: 1))
            let later = World.start.advanced(byMilliseconds: 1)
            let log = try await world.log()

            let refusal = await #expect(throws: StoreError.self) {
                try await world.store.revokeAPIToken(number: first, by: Self.author, now: later)
            }
            #expect(refusal?.code == .conflict)
            #expect(try await world.log() == log)

            // An expired one is no other one, and may go itself.
            try await world.store.revokeAPIToken(number: short, by: Self.author, now: later)
            let last = try await create(4, ["admin"])
            try await world.store.revokeAPIToken(number: first, by: Self.author, now: later)
            #expect(try await world.store.apiTokens().filter { $0.isValid(at: later) }.map(\.number) == [other, last])
        }
    }

    @Test("expiry counts from its very instant")
    func expiry() {
        let token = EnrolmentToken(
            number: 1, name: "fleet", hash: Self.hash(1), createdAt: World.start, expiresAt: World.start,
            revokedAt: nil,
            hasEnrolled: false)

        #expect(!token.isValid(at: World.start))
        #expect(token.isValid(at: World.start.advanced(byMilliseconds: -1)))
    }
}
