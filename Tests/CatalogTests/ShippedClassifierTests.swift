import Foundation
import Testing

@testable import Catalog

/// What the model card promises, measured anew. One part is measured here; `gnomon catalog train --check`
/// compares the whole, byte by byte.
@Suite("The shipped classifier")
struct ShippedClassifierTests {
    private struct Card: Decodable {
        var format: String
        var folds: Int
        var threshold: Figures
        var byKind: ByKind
        var byOrigin: ByOrigin
        var nameShift: Int
        var redirectShift: Int
        var examples: [String: Int]

        struct ByKind: Decodable {
            var domain: Kind
            var name: Kind
            var redirectHost: Kind
        }

        struct ByOrigin: Decodable {
            var own: Kind
            var elsewhere: Kind
        }

        struct Kind: Decodable {
            var recallPercent: Double
            var falsePercent: Double

            /// The share of AI among those called AI, if as many are AI as not.
            var precision: Double { self.recallPercent / (self.recallPercent + self.falsePercent) }
        }

        struct Figures: Decodable {
            var threshold: Int
            var recallPercent: Double
            var falsePercent: Double
            var precisionPercentHalfAi: Double
            var precisionPercent5PercentAi: Double
        }
    }

    private static func card() throws -> Card {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/ShippedData/data/app-classifier.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Card.self, from: Data(contentsOf: folder))
    }

    @Test("has a card of the same training: the same threshold, as many examples, and the precision asked for")
    func card() throws {
        let card = try Self.card()
        let examples = try TrainingExample.shipped()

        #expect(card.format == AppClassifier.formatName)
        #expect(try card.threshold.threshold == AppClassifier.shipped().threshold)
        #expect(card.examples["ai"] == examples.count { $0.isAI })
        #expect(card.examples["other"] == examples.count { !$0.isAI })
        #expect(card.threshold.precisionPercentHalfAi >= 95)
        #expect(card.threshold.recallPercent >= 41)
        #expect(card.threshold.precisionPercent5PercentAi < card.threshold.precisionPercentHalfAi)
    }

    @Test("is precise on each kind of evidence by itself, and as quick to recognise as it was")
    func kinds() throws {
        let kinds = try Self.card().byKind

        #expect([kinds.domain, kinds.name, kinds.redirectHost].allSatisfy { $0.precision >= 0.95 })
        #expect(kinds.redirectHost.falsePercent <= 3)
        #expect(kinds.domain.recallPercent >= 50)
        #expect(kinds.name.recallPercent >= 31)
        #expect(kinds.redirectHost.recallPercent >= 36)
    }

    @Test("recognises more than half of the makers of others' lists, which no gathering makes harder")
    func origins() throws {
        let origins = try Self.card().byOrigin

        #expect(origins.elsewhere.recallPercent >= 52)
        #expect(origins.elsewhere.precision >= 0.97)
        #expect(origins.own.precision >= 0.94)
    }

    @Test(
        "does not take for an AI what only ends in ai, is in China or in health",
        arguments: [
            "mountsinaihealth.com", "visitdubainow.com", "chennaitourism.org", "shenzhen.gov.cn", "hnu.edu.cn",
            "zzqqx.cn",
            "novanthealth.org", "memorialhealth.com",
        ])
    func ordinary(domain: String) throws {
        let sign = try #require(AppSign(kind: .domain, value: domain))

        #expect(try AppClassifier.shipped().verdict(on: sign) == nil)
    }

    @Test("is as good as its card says on makers that a model has not seen")
    func unseenMakers() throws {
        let card = try Self.card()
        let training = AppClassifierTraining(try TrainingExample.shipped())
        let model = training.model(
            without: 0,
            cut: .init(
                threshold: card.threshold.threshold,
                shifts: [.name: card.nameShift, .redirect: card.redirectShift]))
        let unseen = training.examples.indices.filter { training.folds.folds[$0] == 0 }
        let point = PrecisionCurve(
            unseen.map { index in
                let example = training.examples[index]
                return ScoredExample(kind: example.kind, isAI: example.isAI, score: model.score(example.sign))
            }
        ).point(threshold: card.threshold.threshold)

        #expect(abs(point.recall * 100 - card.threshold.recallPercent) < 8)
        #expect(point.falseShare * 100 < card.threshold.falsePercent + 2)
    }
}
