import Catalog
import Cryptography
import Foundation
import Governance
import Grants
import Logging
import Risk
import SQL
import StoreTesting
import Testing

@testable import Analyzer
@testable import Store

@Suite("History under another catalogue", .eachEngine)
struct ReclassificationTests {
    /// A client that no catalogue knows, seen with two people.
    private static func strangers(_ event: UInt64 = 1) -> [Sighting] {
        ["ada@example.com", "ben@example.com"].enumerated().map { index, person in
            Sighting(event + UInt64(index)).with {
                $0.person = person
                $0.clientID = "nobody-knows-this-client"
                $0.redirectURI = "https://app.novel.example/callback"
                $0.minute = -60 * Int64(index + 1)
            }
        }
    }

    private static let novel = NewOverlay(
        kind: "domain", value: "novel.example", providerID: "", app: "Novel", vendor: "Novel", category: "ai-assistant",
        aiClass: .aiNative, isSanctioned: false, reason: "their own site says so")

    @Test("moves grants with all that was seen of them, closes the old finding and opens the new one")
    func moved() async throws {
        try await withWorld { world in
            try await world.reclassify()
            for sighting in Self.strangers() { try await world.see(sighting) }
            let before = try await world.grants()
            let old = try #require(try await world.findings().first)

            _ = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)
            try await world.reclassify()

            let findings = try await world.findings()
            let new = try #require(findings.first { $0.status == .open })
            #expect(new.connection.client.name == "Novel" && new.connection.client.aiClass == .aiNative)
            #expect(new.connection.people == 2 && findings.count == 2)
            let closed = try #require(findings.first { $0.number == old.number })
            #expect(closed.status == .resolved)
            #expect(closed.statusReason?.hasPrefix("catalogue version ") == true)
            #expect(closed.statusReason?.hasSuffix(": now fnd_\(new.number)") == true)
            #expect(closed.action?.state == .cancelled && new.action?.state == .proposed)
            let after = try await world.grants()
            #expect(after.map(\.number) == before.map(\.number))
            #expect(after.map(\.firstSeen) == before.map(\.firstSeen))
            #expect(after.map(\.lastSeen) == before.map(\.lastSeen))
            #expect(after.map(\.sightings) == before.map(\.sightings))
            #expect(after.allSatisfy { $0.clientName == "Novel" })
            let run = try #require(try await world.store.reclassification())
            #expect(run.phase == .finished && run.done == run.total)
            #expect((run.grantsMoved, run.findingsOpened, run.findingsClosed) == (2, 1, 1))
            let types = try await world.logTypes()
            for type in [
                "catalog.overlay.add", "catalog.reclassify.begin", "client.reclassify", "finding.resolve",
                "catalog.reclassify.finish",
            ] { #expect(types.contains(type), "\(type)") }
            let resolved = try #require(try await world.log().first { $0.type == "finding.resolve" })
            let text = String(decoding: resolved.bytes, as: UTF8.self)
            #expect(text.contains("\"reason\":\"catalogue version\"") && text.contains("\"to_catalog\":\"\(run.to)\""))
            #expect(text.contains("\"finding:\(new.number)\""))
            try await world.expectSound()
        }
    }

    @Test("goes back when a correction ends, and the old finding regresses")
    func back() async throws {
        try await withWorld { world in
            try await world.reclassify()
            for sighting in Self.strangers() { try await world.see(sighting) }
            let old = try #require(try await world.findings().first)
            let overlay = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)
            try await world.reclassify()

            try await world.store.removeOverlay(overlay, by: World.operator, now: World.start)
            try await world.reclassify()

            let findings = try await world.findings()
            let again = try #require(findings.first { $0.number == old.number })
            #expect(again.status == .open && again.isRegressed && again.connection.people == 2)
            #expect(findings.filter { $0.number != old.number }.map(\.status) == [.resolved])
            try await world.expectSound()
        }
    }

    @Test("makes one grant of two that turn out to be one, and loses no sighting")
    func merged() async throws {
        try await withWorld { world in
            try await world.reclassify()
            let sightings = Self.strangers(1).prefix(1) + Self.strangers(11).prefix(1)
            let overlay = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)
            try await world.reclassify()
            try await world.see(sightings[0])
            try await world.store.removeOverlay(overlay, by: World.operator, now: World.start)
            try await world.catalog.refresh(from: world.store)
            var report = try sightings[1].with { $0.minute = -5 }.report()
            report.events[0].coaching = .init(wasShown: true, choice: .left)
            try await world.admit(report)
            try await world.analyse()
            #expect(try await world.grants().count == 2)

            try await world.reclassify()

            let grants = try await world.grants()
            #expect(grants.count == 1 && grants.first?.sightings == 2)
            #expect(grants.first?.coaching?.answer.choice == .left)
            #expect(grants.first?.firstSeen == World.start.advanced(byMilliseconds: -60 * 60_000))
            #expect(grants.first?.lastSeen == World.start.advanced(byMilliseconds: -4 * 60_000))
            #expect(try await world.logTypes().contains("grant.merge"))
            try await world.expectSound()
        }
    }

    @Test("a client id that two publishers seemed to share is no drift once both are one, and growth stays")
    func drift() async throws {
        try await withWorld { world in
            let overlay = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)
            try await world.reclassify()
            for (event, host) in [(1, "app.novel.example"), (3, "login.novel-labs.example")] as [(UInt64, String)] {
                for sighting in Self.strangers(event) {
                    try await world.see(sighting.with { $0.redirectURI = "https://\(host)/callback" })
                }
            }
            try await world.see(
                Self.strangers(5)[0].with {
                    $0.minute = 0
                    $0.scopes = [Sighting.mail, Sighting.calendar]
                })
            let before = try await world.findings()
            #expect(before.filter { $0.assessment.has(.publisherDrift) }.count == 2)
            #expect(before.filter { $0.assessment.has(.scopeDrift) }.count == 1)

            try await world.store.removeOverlay(overlay, by: World.operator, now: World.start)
            try await world.reclassify()

            let open = try await world.findings().filter { $0.status == .open }
            #expect(open.map { $0.assessment.has(.publisherDrift) } == [false])
            #expect(open.map { $0.assessment.has(.scopeDrift) } == [true])
            try await world.expectSound()
        }
    }

    @Test("what an older catalogue classified is not applied beside the newer one")
    func stale() async throws {
        try await withWorld { world in
            try await world.admit(try Self.strangers()[0].report())
            let slice = try await world.store.inboxSlice(events: 10)
            let old = try slice.map(world.analysed)
            _ = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)

            let error = await #expect(throws: StoreError.self) {
                _ = try await world.store.apply(old, judge: world.judge, now: World.start)
            }
            #expect(error?.code == .catalogStale)
            try await world.catalog.refresh(from: world.store)
            _ = try await world.store.apply(
                try slice.map(world.analysed), judge: world.judge, now: World.start)

            #expect(try await world.findings().map(\.connection.client.name) == ["Novel"])
        }
    }

    @Test("a working analyzer takes a correction and goes on by itself")
    func underLoad() async throws {
        try await withWorld { world in
            try await world.serving {
                for event in 0..<20 as Range<UInt64> {
                    for sighting in Self.strangers(1 + 10 * event) { try await world.admit(sighting.report()) }
                    if event == 10 {
                        _ = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)
                    }
                }
                await world.untilAnalysed()
            }
            try await world.reclassify()

            let grants = try await world.grants()
            #expect(grants.map(\.sightings) == [20, 20])
            #expect(grants.allSatisfy { $0.clientName == "Novel" })
            try await world.expectSound()
        }
    }

    @Test("goes on where a process that died had stopped, after any step")
    func crash() async throws {
        try await withWorld { world in
            try await world.reclassify()
            for sighting in Self.strangers() { try await world.see(sighting) }
            _ = try await world.store.addOverlay(Self.novel, by: World.operator, now: World.start)
            try await world.catalog.refresh(from: world.store)
            let edition = world.catalog.current
            let duty = try #require(try await world.store.duty(.reclassification))
            let run = try await world.store.beginReclassification(to: edition.label, now: World.start, as: duty)
            let clients = try await world.store.keptClients(of: run, limit: 1)

            // One grant of two, and then no more.
            let half = try await world.store.reclassify(
                clients: clients.map { ($0, edition.profile(of: $0)) }, of: run, grants: 1, judge: world.judge,
                now: World.start, as: duty)
            #expect((half.phase, half.position, half.grantsMoved) == (.clients, 0, 1))
            try await world.expectSound()
            let error = await #expect(throws: StoreError.self) {
                _ = try await world.store.rejudge(10, of: run, judge: world.judge, now: World.start, as: duty)
            }
            #expect(error?.code == .conflict)
            try await world.reclassify()

            let last = try #require(try await world.store.reclassification())
            #expect(last.number == run.number && last.phase == .finished && last.grantsMoved == 2)
            #expect(try await world.findings().filter { $0.status == .open }.map(\.connection.people) == [2])
            try await world.expectSound()
        }
    }

    @Test("an imported catalogue is taken, an older one refused, the same one nothing new")
    func imported() async throws {
        try await withWorld { world in
            let key = try Ed25519.PrivateKey()
            let shipped = world.catalog.current
            let catalog = CatalogInForce(
                shipped: shipped.content, shipped.snapshot, trustedKeys: [try CatalogKey(of: key)])
            let newer = try Self.bundle("2099-01-01", like: shipped.content, key)
            func take(_ file: [UInt8]) async throws -> Bool {
                try await world.store.importCatalog(
                    CatalogBundle(file, trusting: catalog.trustedKeys), file: file,
                    newerThan: catalog.shippedVersion, by: World.operator, now: World.start
                ).isNew
            }

            #expect(try await take(newer))
            #expect(try await catalog.refresh(from: world.store))
            #expect(catalog.current.snapshot.version.description == "2099-01-01")
            #expect(try await !take(newer))
            for old in ["2020-01-01", "2098-12-31"] {
                let file = try Self.bundle(old, like: shipped.content, key)
                let refusal = await #expect(throws: CatalogRefusal.self) { _ = try await take(file) }
                #expect(refusal?.code == .older)
            }
            #expect(try await !catalog.refresh(from: world.store))
            // A process that does not trust the key stays with what it ships, and says why.
            try await world.catalog.refresh(from: world.store)
            #expect(world.catalog.current.refusal?.code == .keyUnknown)
            #expect(world.catalog.current.imported == nil)
        }
    }

    private static func bundle(
        _ version: String, like content: CatalogContent, _ key: Ed25519.PrivateKey
    ) throws -> [UInt8] {
        var files = Dictionary(uniqueKeysWithValues: CatalogContent.File.allCases.map { ($0.rawValue, content[$0]) })
        let text = String(decoding: files["providers.json", default: []], as: UTF8.self)
        files["providers.json"] = Array(
            text.replacing(/"version":"[0-9.-]+"/, with: "\"version\":\"\(version)\"", maxReplacements: 1).utf8)
        return try CatalogBundle.signed(files, version: #require(CatalogVersion(version)), by: key)
    }
}

extension World {
    /// Takes the newest catalogue and brings history under it.
    fileprivate func reclassify() async throws {
        try await self.catalog.refresh(from: self.store)
        try await ReclassificationService(
            store: self.store, catalog: self.catalog, judge: JudgeBox(self.judge), isAnalyzer: true,
            clock: WallClock { World.start }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).catchUp()
    }

    fileprivate func grants() async throws -> [GrantView] {
        try await self.store.grants(ListRequest(limit: 500)).rows.sorted { $0.number < $1.number }
    }

    fileprivate func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        // The test's own rows have numbers that no sequence gave out.
        let broken = try Store.check(at: self.location).verdicts.filter { !$0.isSound && $0.name != "store.numbers" }
        #expect(broken.isEmpty, "\(broken.map { "\($0.name): \($0.examples)" })", sourceLocation: sourceLocation)
    }
}
