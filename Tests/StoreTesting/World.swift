package import Analyzer
import Catalog
import Cryptography
package import Foundation
import GRDB
package import Governance
package import Grants
import Postgres
import PostgresTesting
package import Reports
import Risk
package import SQL
package import Store

/// A store in a new folder, with the pure parts that fill it. Nothing is shared between two worlds.
package struct World: Sendable {
    package static let start = Timestamp(milliseconds: 1_795_507_200_000)  // 2026-11-24T08:00:00Z
    package static let rules = AdmissionRules(managedDomains: ["example.com"])

    package let folder: URL
    package let store: Store
    package let catalog: CatalogInForce
    package let normaliser: ReportNormaliser
    package let judge: Judge

    package let location: StoreLocation

    /// The file of a SQLite world.
    package var path: String { Self.path(in: self.folder) }

    package static func path(in folder: URL) -> String { folder.appendingPathComponent("gnomon.sqlite").path }

    package static func location(in folder: URL) -> StoreLocation { .sqlite(self.path(in: folder)) }

    private static let shipped = Result {
        let content = try CatalogContent.shipped()
        return (content: content, snapshot: try CatalogSnapshot(content))
    }

    /// A new and empty one, on `Engine.current`.
    package init(folder: URL, config: StoreConfig = StoreConfig()) throws {
        let location: StoreLocation =
            switch Engine.current {
            case .sqlite: Self.location(in: folder)
            case .postgres, .pooledPostgres: .postgres(try PostgresTemplate.newDatabase())
            }
        try self.init(folder: folder, location: location, config: config)
    }

    /// One on a database that is there already.
    package init(folder: URL, location: StoreLocation, config: StoreConfig = StoreConfig()) throws {
        self.folder = folder
        self.location = location
        var config = config
        config.postgresReaders = 2
        config.postgresNamesStatements = Engine.current != .pooledPostgres
        self.store = try Store(at: location, config: config)
        let shipped = try Self.shipped.get()
        self.catalog = CatalogInForce(shipped: shipped.content, shipped.snapshot)
        self.normaliser = ReportNormaliser(catalog: self.catalog, rules: Self.rules)
        self.judge = Judge(analyser: RiskAnalyser(model: try .shipped()), policy: try .shipped())
        try self.raw { try Self.addNeighbours(to: $0) }
    }

    /// Another store on the same data, as after a restart. This one must be closed.
    package func restarted() throws -> World {
        switch self.location {
        // A copy, since the lock on the file lives as long as this object.
        case .sqlite:
            let copy = try self.copied()
            return try World(folder: copy, location: Self.location(in: copy), config: self.store.config)
        case .postgres: return try World(folder: self.folder, location: self.location, config: self.store.config)
        }
    }

    /// Copies the SQLite file that nobody writes to any more, with its write-ahead log.
    ///
    /// - Returns: the copy's folder.
    package func copied() throws -> URL {
        let copy = self.folder.appendingPathComponent("copy")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: self.path + suffix, toPath: Self.path(in: copy) + suffix)
        }
        return copy
    }

    // MARK: - In

    /// Number of the enrolment token of all reports, far from those that the store gives out.
    package static let token: Int64 = 1_000_000
    /// Number of the person who decides.
    package static let `operator`: Int64 = 1_000_000

    /// The token's secret is known to nobody.
    private static func addNeighbours(to database: any SQLSession) throws {
        try database.execute(
            """
            INSERT INTO enrolment_tokens (org_no, token_no, name, hash, created_at) VALUES (?, ?, 'sensors', ?, 0)
            ON CONFLICT DO NOTHING
            """, [Store.organisation, self.token, [UInt8](repeating: 0, count: 32)])
        try database.execute(
            """
            INSERT INTO people (org_no, person_no, person_key, kind, managed, created_at)
            VALUES (?, ?, 'operator:Ada', 'operator', 1, 0) ON CONFLICT DO NOTHING
            """, [Store.organisation, self.operator])
    }

    /// Hands a report to the store as the door does.
    @discardableResult
    package func admit(
        _ report: GrantReport, isGzip: Bool = true, receivedAt: Timestamp? = nil
    ) async throws -> AdmissionOutcome {
        try await self.store.admit(Self.admission(of: report, isGzip: isGzip, receivedAt: receivedAt))
    }

    package static func admission(
        of report: GrantReport, isGzip: Bool = true, receivedAt: Timestamp? = nil
    ) -> Admission {
        let text = ReportEncoder.text(of: report)
        let body = isGzip ? GzipDeflater.deflate(text) ?? [] : text
        return Admission(
            installID: report.installID, tokenNumber: Self.token, digest: SHA256.hash(text),
            receivedAt: receivedAt ?? report.sentAt, skewMilliseconds: 0, events: report.events.count,
            repeatedEvents: 0, rejected: [:], coding: isGzip ? .gzip : .identity, body: body, report: report)
    }

    /// A kept report, read again and classified.
    package func analysed(_ report: InboxReport) throws -> AnalysedReport { try self.normaliser.analysed(report) }

    /// Analyses all that waits, in batches of at least one report and about `events` events.
    @discardableResult
    package func analyse(events: Int = 1000, now: Timestamp = World.start) async throws -> ApplyOutcome {
        var total = ApplyOutcome()
        while true {
            let slice = try await self.store.inboxSlice(events: events)
            if slice.isEmpty { return total }
            let outcome = try await self.store.apply(
                try slice.map(self.analysed), judge: self.judge, now: now)
            total.stored += outcome.stored
            total.duplicate += outcome.duplicate
            total.conflicts += outcome.conflicts
            total.newGrants += outcome.newGrants
            total.findingsOpened += outcome.findingsOpened
            total.findingsChanged += outcome.findingsChanged
        }
    }

    /// Admits one report with these sightings and analyses it.
    @discardableResult
    package func see(_ sightings: Sighting..., now: Timestamp = World.start) async throws -> ApplyOutcome {
        for sighting in sightings { try await self.admit(try sighting.report()) }
        return try await self.analyse(now: now)
    }

    // MARK: - Out

    /// Types of the log's entries, oldest first, from the given number on.
    package func logTypes(after sequence: Int64 = 0) async throws -> [String] {
        try await self.log().filter { $0.sequence > sequence }.map(\.type)
    }

    package func log() async throws -> [SealedLogEntry] {
        try await self.store.log(ListRequest(sort: "sequence", limit: 500)).rows
    }

    package func findings() async throws -> [FindingView] {
        try await self.store.findings(ListRequest(sort: "opened_at", limit: 500)).rows
    }

    package func actions() async throws -> [ActionView] {
        try await self.store.actions(ListRequest(sort: "proposed_at", limit: 500)).rows
    }

    /// Reads or changes the database through another connection, beside the store.
    @discardableResult
    package func raw<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
        try Self.raw(self.location, body)
    }

    /// The same for any place.
    @discardableResult
    package static func raw<Value>(
        _ location: StoreLocation, _ body: (any SQLSession) throws -> Value
    ) throws -> Value {
        switch location {
        case .sqlite(let path):
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.writeWithoutTransaction { try body(SQLiteSession($0)) }
        case .postgres(let text):
            return try body(PostgresConnection(PostgresConfig(connectionString: text)))
        }
    }
}

/// Runs `body` with a folder that is gone afterwards, when few enough others have one.
package func withFolder(_ body: (URL) async throws -> Void) async throws {
    // Inside another folder there is no waiting: all might.
    guard !Turn.isTaken else { return try await makeFolder(body) }
    try await Turnstile.folders.pass {
        try await Turn.$isTaken.withValue(true) { try await makeFolder(body) }
    }
}

private enum Turn {
    @TaskLocal static var isTaken = false
}

private func makeFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}

/// Runs `body` with a world of its own.
package func withWorld(_ config: StoreConfig = StoreConfig(), _ body: (World) async throws -> Void) async throws {
    try await withFolder { folder in
        let world = try World(folder: folder, config: config)
        do {
            try await body(world)
        } catch {
            await world.store.close()
            throw error
        }
        await world.store.close()
    }
}
