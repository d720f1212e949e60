import Catalog
import Foundation
import Grants
import Risk

/// Judges decoded events in memory, on one thread: from the event to its score and the signals that make it.
///
/// Prints `{"events_per_s":[…],"events_per_s_100x":[…]}`, three runs each in turn; the second with a catalogue of a
/// hundred times as many apps. Events are made before the clock starts. Each run begins with empty caches, which
/// then see the everyday clients once.
@main
struct AssessBenchmark {
    static func main() throws {
        guard let folder = CommandLine.arguments.dropFirst().first else {
            FileHandle.standardError.write(Data("usage: assess-benchmark DATA-FOLDER\n".utf8))
            exit(64)
        }
        let model = try RiskModel.shipped()
        let plain = try Self.catalog(in: folder, copies: 0)
        let large = try Self.catalog(in: folder, copies: 99)
        var load = EventLoad(seed: 20, published: try Self.publishedScopes(in: folder))
        let everyday = load.everydayEvents()
        let events = load.events(count: 200_000)
        var runs: (plain: [Double], large: [Double]) = ([], [])
        for _ in 0..<3 {
            runs.plain.append(Self.eventsPerSecond(events, after: everyday, plain, model))
            runs.large.append(Self.eventsPerSecond(events, after: everyday, large, model))
        }
        let line = "{\"events_per_s\":\(runs.plain),\"events_per_s_100x\":\(runs.large)}\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private static func eventsPerSecond(
        _ events: [AuthorizationEvent], after everyday: [AuthorizationEvent], _ catalog: CatalogSnapshot,
        _ model: RiskModel
    ) -> Double {
        let normaliser = Normaliser(catalog: catalog)
        let analyser = RiskAnalyser(model: model)
        var points = 0
        func judge(_ events: [AuthorizationEvent]) {
            for index in events.indices {
                let grant = normaliser.grant(of: events[index])
                let marks = ConnectionFacts.Marks(grant, isManagedAccount: true)
                points +=
                    analyser.judgement(of: grant.client, grant.access, marks: marks, liveness: grant.liveness).score
            }
        }
        judge(everyday)
        let clock = ContinuousClock()
        let elapsed = clock.measure { judge(events) }
        precondition(points > 0)
        return (Double(events.count) / (elapsed / .seconds(1))).rounded()
    }

    private static func publishedScopes(in folder: String) throws -> [String: [String]] {
        let table = try CSV(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/scopes.csv"))))
        let (family, scope) = (try table.column("provider"), try table.column("scope"))
        return table.rows.reduce(into: [:]) { $0[$1[family], default: []].append($1[scope]) }
    }

    /// The catalogue's files, with each app once more under `copies` other names.
    private static func catalog(in folder: String, copies: Int) throws -> CatalogSnapshot {
        func bytes(_ name: String) throws -> [UInt8] {
            try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        var apps = try bytes("apps.csv")
        if copies > 0 {
            let rows = apps.split(separator: UInt8(ascii: "\n")).dropFirst()
            for copy in 1...copies {
                for row in rows where row.contains(UInt8(ascii: ",")) {
                    // The second column names the sign: another text makes another sign.
                    let comma = row.firstIndex(of: UInt8(ascii: ",")) ?? row.startIndex
                    apps += row[...comma]
                    apps += "c\(copy)-".utf8
                    apps += row[(comma + 1)...]
                    apps.append(UInt8(ascii: "\n"))
                }
            }
        }
        return try CatalogSnapshot(
            CatalogContent(files: [
                "providers.json": bytes("providers.json"), "apps.csv": apps, "scopes.csv": bytes("scopes.csv"),
            ]))
    }
}
