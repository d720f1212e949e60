import Foundation
import Grants
import Testing

@testable import Catalog

@Suite("Training the classifier")
struct AppClassifierTrainingTests {
    @Test(
        "has a logistic function that the system's agrees with",
        arguments: Array(stride(from: -45.0, through: 45, by: 0.37)))
    func logistic(x: Double) {
        let bounded = max(-40, min(40, x))

        #expect(abs(Logistic.probability(x) - 1 / (1 + exp(-bounded))) < 1e-11)
        if abs(x) < 20 { #expect(abs(Logistic.logOdds(Logistic.probability(x)) - x) < 1e-6) }
    }

    @Test("finds what tells the classes apart, and leaves noise without a weight")
    func regression() {
        // The first column tells, the second is in both classes alike, the third is in one example.
        var examples = LogisticRegression.Examples(count: 40)
        examples.addColumn((0..<20).map { (row: Int32($0), value: 1.0) })
        examples.addColumn(stride(from: 0, to: 40, by: 2).map { (row: Int32($0), value: 1.0) })
        examples.addColumn([(row: 39, value: 1)])
        let labels = (0..<40).map { $0 < 20 }

        let fitted = LogisticRegression(ridge: 0.1, lasso: 0.6, sweeps: 100).fit(
            examples, labels: labels, isUsed: labels.map { _ in true })

        #expect(fitted.weights[0] > 3)
        #expect(fitted.weights[1] == 0)
        #expect(fitted.weights[2] == 0)
        #expect(fitted.bias < -1)
    }

    @Test("gives a one-sided feature its weight more cheaply than one that both classes have")
    func strengths() {
        // The first is in ten AIs alone, the second in ten of either class, the third in three times as many AIs.
        var examples = LogisticRegression.Examples(count: 60)
        examples.addColumn((0..<10).map { (row: Int32($0), value: 1.0) })
        examples.addColumn((20..<40).map { (row: Int32($0), value: 1.0) })
        examples.addColumn(
            (15..<30).map { (row: Int32($0), value: 1.0) } + (30..<35).map { (row: Int32($0), value: 1) })
        let labels = (0..<60).map { $0 < 30 }
        func weights(_ least: Double?) -> [Double] {
            LogisticRegression(ridge: 0.3, lasso: 0.03, sweeps: 100, leastStrength: least).fit(
                examples, labels: labels, isUsed: labels.map { _ in true }
            ).weights
        }

        let (plain, strong) = (weights(nil), weights(0.1))

        #expect(strong[0] / strong[2] > plain[0] / plain[2])
        #expect(abs(strong[1]) < abs(plain[1]) / 2)
        #expect(strong[2] > 0 && strong[2] < plain[2])
    }

    @Test("learns nothing from examples that are held back")
    func heldBack() {
        var examples = LogisticRegression.Examples(count: 4)
        examples.addColumn([(row: 0, value: 1), (row: 3, value: 1)])

        let fitted = LogisticRegression(ridge: 0.1, lasso: 0, sweeps: 50).fit(
            examples, labels: [true, false, true, true], isUsed: [false, true, true, false])

        #expect(fitted.weights == [0])
        #expect(abs(fitted.bias) < 0.01)
    }

    @Test("keeps makers that share a sign in one part, wherever they stand")
    func folds() {
        let makers = [["a", "x"], ["b"], ["x", "c"], ["c", "d"], ["e"], ["f"], ["g"], ["h"], ["i"]]
        let folds = MakerFolds(makers, count: 5).folds
        let reversed = MakerFolds(makers.reversed(), count: 5).folds

        #expect(folds[0] == folds[2] && folds[2] == folds[3])
        #expect(Set(folds).count > 1)
        #expect(folds == reversed.reversed())
    }

    @Test("counts precision at a base rate, and finds the lowest threshold that keeps it")
    func curve() throws {
        let scored = [(9, true), (8, true), (7, false), (6, true), (6, false), (5, true)].map {
            ScoredExample(kind: .name, isAI: $0.1, score: $0.0)
        }
        let curve = PrecisionCurve(scored)

        let sure = try #require(curve.point(precision: 0.99))
        #expect(sure == PrecisionCurve.Point(threshold: 8, recall: 0.5, falseShare: 0))
        #expect(curve.point(threshold: 7).precision(whereAIIs: 0.5) == 0.5)
        #expect(abs(curve.point(threshold: 7).precision(whereAIIs: 0.05) - 0.05) < 1e-9)
        #expect(curve.point(threshold: 10).precision(whereAIIs: 0.5) == 1)
    }

    @Test("gives the same bytes for the same rows, reads them back, and marks what it has not seen")
    func wholeRun() throws {
        let examples = Self.examples(1...60)
        // So few examples say little: a weak ridge lets them.
        var recipe = AppClassifierTraining.Recipe()
        recipe.ridge = 0.3
        let trained = AppClassifierTraining(examples, recipe: recipe).run()
        let read = try AppClassifier(weights: CSV(trained.weightsFile))
        let card = try JSONSerialization.jsonObject(with: Data(trained.modelCard)) as? [String: Any]

        #expect(AppClassifierTraining(examples, recipe: recipe).run().weightsFile == trained.weightsFile)
        #expect(examples.allSatisfy { read.score($0.sign) == trained.classifier.score($0.sign) })
        #expect(read.threshold == trained.threshold)
        let unseen = try #require(AppSign(kind: .name, value: "Zorbium AI"))
        #expect(read.verdict(on: unseen) != nil)
        #expect(read.verdict(on: try #require(AppSign(kind: .name, value: "Zorbium Books"))) == nil)
        #expect(card?["format"] as? String == AppClassifier.formatName)
        #expect((card?["examples"] as? [String: Int]) == ["ai": 60, "other": 60])
    }

    @Test("teaches each sign once, names of ids too, and providers that are no AI")
    func examples() throws {
        let apps = [
            Self.app(.domain, "a.example.org", .aiNative), Self.app(.domain, "real.ai", .aiNative, app: "Real"),
            Self.app(.clientID, "0000", .notAI, app: "Machine Agent"), Self.app(.name, "Real", .aiNative, app: "Real"),
            Self.app(.name, "real", .notAI, app: "Real"), Self.app(.customScheme, "real", .aiNative, app: "Real"),
        ]
        let providers = [
            Provider(id: "p", name: "Books", authorize: [EndpointPattern(host: "*.books.com", path: "/a")]),
            Provider(id: "r", name: "Real", authorize: [EndpointPattern(host: "auth.real.ai", path: "/a")]),
            Provider(id: "c", name: "Chatty", category: "ai-assistant"),
        ]

        let examples = TrainingExample.all(apps: apps, providers: providers)

        #expect(
            examples.map { "\($0.kind.rawValue) \($0.value) \($0.isAI)" } == [
                "domain real.ai true", "name Machine Agent false", "name Real true", "name Books false",
                "domain books.com false",
            ])
    }

    private static func app(
        _ kind: KnownApp.Kind, _ value: String, _ aiClass: AIClass, app: String = "A"
    ) -> KnownApp {
        KnownApp(
            kind: kind, value: value, app: app, vendor: "", category: "x", aiClass: aiClass, provider: "", traits: [],
            source: "own")
    }

    /// Names of AI products and of others, each of a maker of its own.
    private static func examples(_ numbers: ClosedRange<Int>) -> [TrainingExample] {
        let syllables = ["ba", "ke", "lo", "mi", "nu", "re", "so", "ti"]
        return numbers.flatMap { number in
            let stem = syllables[number % 8] + syllables[number / 8 % 8] + "x"
            return [("\(stem) AI", true), ("\(stem)ok Books", false)].compactMap { name, isAI in
                TrainingExample(kind: .name, value: name, isAI: isAI, app: name, vendor: "", source: "own")
            }
        }
    }
}
