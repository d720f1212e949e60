import Foundation
import Grants
import Risk
import SQL
import Store
import StoreTesting
import Testing

@Suite("Trying another risk model", .eachEngine)
struct BacktestTests {
    @Test("with the model in force changes nothing, and writes nothing")
    func same() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }
            try await world.analyse()
            let before = (log: try await world.log(), findings: try await world.findings().map(\.assessment))

            let result = try await world.store.backtest(world.judge.analyser)

            #expect(result.connections > before.findings.count)
            #expect(result.openFindings == before.findings.count)
            #expect(result.counts.isEmpty)
            #expect(result.examples.isEmpty)
            #expect(try await world.log() == before.log)
            #expect(try await world.findings().map(\.assessment) == before.findings)
        }
    }

    @Test("counts what would open, close, rise and fall, with the greatest movements as examples")
    func other() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }
            try await world.analyse()
            let open = try await world.findings()
            let base = world.judge.analyser.model

            let never = try await Self.backtest(world, base) { $0.openAt = 100 }
            let harsher = try await Self.backtest(world, base) { model in
                for index in model.signals.indices { model.signals[index].points = 40 }
            }
            let eager = try await Self.backtest(world, base) { $0.openAt = 0 }

            #expect(never.counts == [.close: open.filter { $0.assessment.score < 100 }.count])
            #expect(never.examples.count == min(10, never.counts[.close] ?? 0))
            #expect(never.examples.allSatisfy { $0.change == .close && $0.connection.findingNumber != nil })
            #expect((harsher.counts[.rise] ?? 0) > 0)
            let movements = harsher.examples.filter { $0.change == .rise }
                .map { $0.scoreAfter - ($0.scoreBefore ?? 0) }
            #expect(movements == movements.sorted(by: >))
            #expect((eager.counts[.open] ?? 0) > 0)
            #expect(eager.examples.allSatisfy { $0.scoreBefore == nil && $0.connection.findingNumber == nil })
        }
    }

    @Test("leaves findings alone that a person has decided")
    func decided() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let number = try #require(try await world.findings().first?.number)
            try world.raw {
                try $0.execute("UPDATE findings SET status = 'acknowledged' WHERE finding_no = ?", [number])
            }

            let result = try await Self.backtest(world, world.judge.analyser.model) { $0.openAt = 100 }

            #expect(result.connections == 1)
            #expect(result.openFindings == 0)
            #expect(result.counts.isEmpty)
        }
    }

    private static func backtest(
        _ world: World, _ base: RiskModel, _ change: (inout RiskModel) -> Void
    ) async throws -> Backtest {
        var model = base
        change(&model)
        return try await world.store.backtest(RiskAnalyser(model: model))
    }
}
