import Foundation
import Governance
import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("Enrolments", .eachEngine)
struct EnrolmentTests {
    private static let author = Author(person: World.operator)

    private static func hash(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

    private static func install(_ number: UInt64) -> UUIDBits { UUIDBits(high: 0x4000, low: 1 << 63 | number) }

    private static func enrol(
        _ world: World, _ number: UInt64, _ byte: UInt8, cap: Int = 100, token: Int64 = World.token,
        now: Timestamp = World.start
    ) async throws -> EnrolmentOutcome {
        try await world.store.enrol(
            Self.install(number), token: token, hash: Self.hash(byte), expiresAt: nil, cap: cap, now: now)
    }

    private static func made(_ outcome: EnrolmentOutcome) throws -> SensorCredential {
        guard case .made(let credential) = outcome else { throw StoreError(.conflict, "\(outcome)") }
        return credential
    }

    private static func credentials(
        _ world: World, _ filters: [String: [String]] = [:], now: Timestamp = World.start
    ) async throws -> [CredentialRecord] {
        try await world.store.sensorCredentials(ListRequest(filters: filters, sort: "created_at"), now: now).rows
    }

    @Test("makes the sensor known, gives a credential, and logs it by surrogate ids")
    func enrolled() async throws {
        try await withWorld { world in
            let first = try Self.made(try await Self.enrol(world, 1, 1))
            let second = try Self.made(try await Self.enrol(world, 2, 2))

            #expect(first.installNumber != second.installNumber)
            #expect(try await world.store.sensorCredential(hash: Self.hash(1)) == first)
            #expect(try await world.store.sensorCredential(hash: Self.hash(3)) == nil)
            #expect(try await world.store.enrolmentTokens().map(\.hasEnrolled) == [true])
            let entry = try #require(try await world.log().first)
            #expect(entry.type == "sensor.enrol")
            let text = String(decoding: entry.bytes, as: UTF8.self)
            #expect(text.contains("\"actor\":\"enrolment_token:\(World.token)\""))
            #expect(
                text.contains(
                    "[\"sensor:\(first.installNumber)\",\"sensor_credential:\(first.number)\"]"), "\(text)")
            #expect(try Store.verifyLog(at: world.location, checkpoints: []).faults.isEmpty)
        }
    }

    @Test("stops at the token's cap and at the sensor's, and ended credentials make room")
    func caps() async throws {
        try await withWorld { world in
            let first = try Self.made(try await Self.enrol(world, 1, 1, cap: 2))
            _ = try Self.made(try await Self.enrol(world, 2, 2, cap: 2))
            #expect(try await Self.enrol(world, 3, 3, cap: 2) == .capReached)

            _ = try await world.store.revokeCredentials(.number(first.number), by: Self.author, now: World.start)
            _ = try Self.made(try await Self.enrol(world, 3, 3, cap: 2))

            for byte in 0..<UInt8(Store.credentialsPerSensor) {
                _ = try Self.made(try await Self.enrol(world, 9, 100 + byte))
            }
            #expect(try await Self.enrol(world, 9, 99) == .capReached)
            let own = try await Self.credentials(world, ["install_id": [Self.install(9).description]])
            #expect(
                try await world.store.rotateCredential(
                    own[0].credential.number, hash: Self.hash(98), expiresAt: nil, now: World.start)
                    == .capReached)
        }
    }

    @Test("a token that has ended enrols nobody, whatever a process remembers", arguments: [true, false])
    func endedToken(isRevoked: Bool) async throws {
        try await withWorld { world in
            let number = try await world.store.createEnrolmentToken(
                name: "fleet", hash: Self.hash(9), expiresAt: isRevoked ? nil : World.start, by: Self.author,
                now: World.start.advanced(byMilliseconds: -1))
            if isRevoked {
                _ = try await world.store.revokeEnrolmentTokens(number: number, by: Self.author, now: World.start)
            }

            #expect(try await Self.enrol(world, 1, 1, token: number) == .ended)
            #expect(try await Self.enrol(world, 1, 1, token: 99) == .ended)
            #expect(try await Self.credentials(world).isEmpty)
        }
    }

    @Test("rotation leaves the old credential an hour, also when its answer was lost and it is asked for again")
    func rotation() async throws {
        try await withWorld { world in
            let old = try Self.made(try await Self.enrol(world, 1, 1))
            let later = World.start.advanced(byMilliseconds: 600_000)

            let lost = try Self.made(
                try await world.store.rotateCredential(old.number, hash: Self.hash(2), expiresAt: nil, now: World.start)
            )
            let again = try Self.made(
                try await world.store.rotateCredential(old.number, hash: Self.hash(3), expiresAt: nil, now: later))

            let end = World.start.advanced(byMilliseconds: 3_600_000)
            let kept = try await world.store.sensorCredential(hash: Self.hash(1))
            #expect(kept?.expiresAt == end)
            #expect((lost.installID, lost.tokenNumber) == (old.installID, old.tokenNumber))
            #expect(again.expiresAt == nil)
            #expect(
                try await world.store.rotateCredential(old.number, hash: Self.hash(4), expiresAt: nil, now: end)
                    == .ended)
            _ = try await world.store.revokeCredentials(.number(again.number), by: Self.author, now: later)
            #expect(
                try await world.store.rotateCredential(again.number, hash: Self.hash(4), expiresAt: nil, now: later)
                    == .ended)
            let states = try await Self.credentials(world, now: end).map(\.state)
            #expect(states == [.expired, .valid, .revoked])
            #expect(
                try await world.logTypes() == [
                    "sensor.enrol", "sensor_credential.rotate", "sensor_credential.rotate", "sensor_credential.revoke",
                ])
        }
    }

    @Test("revokes one credential, a sensor's, or a token's; what has ended is not ended again")
    func revocation() async throws {
        try await withWorld { world in
            let other = try await world.store.createEnrolmentToken(
                name: "fleet", hash: Self.hash(9), expiresAt: nil, by: Self.author, now: World.start)
            var numbers: [Int64] = []
            for (install, token) in [(1, World.token), (1, other), (2, other), (3, World.token)] as [(UInt64, Int64)] {
                let byte = UInt8(numbers.count + 1)
                numbers.append(try Self.made(try await Self.enrol(world, install, byte, token: token)).number)
            }
            func revoke(_ choice: Store.CredentialChoice) async throws -> [Int64] {
                try await world.store.revokeCredentials(choice, by: Self.author, now: World.start)
            }

            #expect(try await revoke(.number(numbers[3])) == [numbers[3]])
            #expect(try await revoke(.sensor(Self.install(1))) == [numbers[0], numbers[1]])
            #expect(try await revoke(.token(other)) == [numbers[2]])
            let error = await #expect(throws: StoreError.self) { _ = try await revoke(.token(World.token)) }

            #expect(error?.code == .notFound)
            #expect(try await world.logTypes().filter { $0 == "sensor_credential.revoke" }.count == 4)
            #expect(try await Self.credentials(world, ["state": ["valid"]]).isEmpty)
            #expect(
                try await Self.credentials(world, ["token": ["enr_\(other)"]]).map(\.tokenName) == ["fleet", "fleet"])
        }
    }

    @Test("two that enrol at once get two credentials")
    func atOnce() async throws {
        try await withWorld { world in
            let made = try await withThrowingTaskGroup(of: Int64.self) { group in
                for index in 0..<20 as Range<UInt64> {
                    group.addTask {
                        try Self.made(try await Self.enrol(world, index % 5, UInt8(index + 1))).number
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(Set(made).count == 20)
            let sensors = try await world.store.sensors(ListRequest(), silentAfter: 1000, now: World.start).rows
            #expect(sensors.map(\.credentials) == [4, 4, 4, 4, 4])
        }
    }
}
