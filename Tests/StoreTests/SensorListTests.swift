import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("The list of sensors", .eachEngine)
struct SensorListTests {
    private static let day: Int64 = 86_400_000
    private static let author = Author(person: World.operator)

    private static func sensors(
        _ world: World, _ filters: [String: [String]] = [:], after days: Int64 = 0
    ) async throws -> [SensorRecord] {
        try await world.store.sensors(
            ListRequest(filters: filters), silentAfter: 7 * Self.day,
            now: World.start.advanced(byMilliseconds: days * Self.day)
        ).rows
    }

    private static func enrol(_ world: World, _ install: UUIDBits, _ byte: UInt8) async throws {
        _ = try await world.store.enrol(
            install, token: World.token, hash: [UInt8](repeating: byte, count: 32), expiresAt: nil, cap: 10,
            now: World.start)
    }

    @Test("a sensor is enrolled, reporting, silent, and retired when none of its credentials is valid")
    func states() async throws {
        try await withWorld { world in
            let sighting = Sighting(1).with { $0.minute = 60 }
            let install = Sighting.install(of: sighting.person)
            try await Self.enrol(world, install, 1)
            let enrolled = try #require(try await Self.sensors(world).first)
            #expect(enrolled.state == .enrolled)
            #expect((enrolled.firstReportAt, enrolled.lastReportAt, enrolled.pluginVersion) == (nil, nil, nil))
            #expect(enrolled.enrolledAt == World.start && enrolled.credentials == 1)
            #expect(try await Self.sensors(world, after: 8).map(\.state) == [.silent])

            try await world.see(sighting)

            let report = try sighting.report()
            let reporting = try #require(try await Self.sensors(world, after: 7).first)
            #expect(reporting.state == .reporting)
            #expect(reporting.firstReportAt == report.sentAt && reporting.lastReportAt == report.sentAt)
            #expect(reporting.pluginVersion == report.plugin.version)
            #expect(reporting.browser == "\(report.browser.name) \(report.browser.version)")
            #expect(reporting.os == report.browser.os)
            #expect(try await Self.sensors(world, after: 8).map(\.state) == [.silent])
            _ = try await world.store.revokeCredentials(.sensor(install), by: Self.author, now: World.start)
            #expect(try await Self.sensors(world).map(\.state) == [.retired])
            #expect(try await Self.sensors(world, ["state": ["retired"]]).count == 1)
            #expect(try await Self.sensors(world, ["state": ["silent", "reporting"]]).isEmpty)
        }
    }

    @Test("a sensor that never enrolled reports all the same, and its times fit whatever order reports come in")
    func withoutCredential() async throws {
        try await withWorld { world in
            let late = try Sighting(1).with { $0.minute = 10 }.report()
            var early = try Sighting(2).with { $0.minute = -10 }.report()
            early.plugin.version = "0.0.1"

            try await world.admit(late)
            try await world.analyse()
            try await world.admit(early)
            try await world.analyse()

            let sensor = try #require(try await Self.sensors(world).first)
            #expect(sensor.state == .reporting && sensor.enrolledAt == nil && sensor.credentials == 0)
            #expect(sensor.firstReportAt == early.sentAt && sensor.lastReportAt == late.sentAt)
            #expect(sensor.pluginVersion == late.plugin.version, "the newest report speaks")
        }
    }

    @Test("is filtered by install, version and time, and pages")
    func filters() async throws {
        try await withWorld { world in
            for (index, person) in ["ada@example.com", "ben@example.com", "cy@example.com"].enumerated() {
                try await world.see(
                    Sighting(UInt64(index + 1)).with {
                        $0.person = person
                        $0.minute = Int64(index)
                    })
            }
            let ben = Sighting.install(of: "ben@example.com")

            #expect(try await Self.sensors(world, ["install_id": [ben.description]]).map(\.installID) == [ben])
            let version = try Sighting(1).report().plugin.version
            #expect(try await Self.sensors(world, ["plugin_version": [version]]).count == 3)
            #expect(try await Self.sensors(world, ["browser": ["chrome"]]).count == 3)
            let page = try await world.store.sensors(ListRequest(limit: 2), silentAfter: 1, now: World.start)
            let rest = try await world.store.sensors(
                ListRequest(limit: 2, cursor: page.nextCursor), silentAfter: 1, now: World.start)
            #expect(page.rows.count == 2 && rest.rows.count == 1 && rest.nextCursor == nil)
            await #expect(throws: ListRefusal.badValue(filter: "install_id", expected: "a UUID")) {
                _ = try await Self.sensors(world, ["install_id": ["x"]])
            }
        }
    }
}
