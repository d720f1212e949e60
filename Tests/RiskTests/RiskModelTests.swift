import Foundation
import Risk
import Testing

@Suite("Risk model")
struct RiskModelTests {
    private static func model(
        format: String = RiskModel.formatName, signals: String = "", limits: String = ""
    ) -> Data {
        Data(#"{"format":"\#(format)","version":"1","open_at":20,"signals":[\#(signals)],"limits":[\#(limits)]}"#.utf8)
    }

    @Test("that ships weighs or bounds every signal")
    func complete() throws {
        let model = try RiskModel.shipped()

        #expect(Set(model.signals.map(\.id) + model.limits.map(\.id)) == Set(Signal.allCases))
        #expect(model.signals.allSatisfy { !$0.label.isEmpty && $0.points != 0 })
        #expect(model.limits.allSatisfy { ($0.atLeast == nil) != ($0.atMost == nil) })
    }

    @Test("of another format is refused")
    func format() {
        #expect(throws: RiskModel.Failure.format("gnomon.risk-model/2")) {
            try RiskModel(json: Self.model(format: "gnomon.risk-model/2"))
        }
    }

    @Test("with a signal twice is refused, among weights and limits together")
    func repeated() {
        let weight = #"{"id":"broker","points":1,"label":"x"}"#
        let limit = #"{"id":"broker","at_most":10,"label":"x"}"#

        #expect(throws: RiskModel.Failure.repeated(.broker)) {
            try RiskModel(json: Self.model(signals: "\(weight),\(weight)"))
        }
        #expect(throws: RiskModel.Failure.repeated(.broker)) {
            try RiskModel(json: Self.model(signals: weight, limits: limit))
        }
    }

    @Test("with points out of range is refused", arguments: [101, -101, 100_000])
    func points(points: Int) {
        #expect(throws: RiskModel.Failure.pointsOutOfRange(.broker)) {
            try RiskModel(json: Self.model(signals: #"{"id":"broker","points":\#(points),"label":"x"}"#))
        }
    }

    @Test("that is no model is refused", arguments: ["", "[]", "{}", #"{"format":1}"#])
    func unreadable(text: String) {
        #expect(throws: DecodingError.self) { try RiskModel(json: Data(text.utf8)) }
    }

    @Test("with an unknown signal is refused")
    func unknownSignal() {
        #expect(throws: DecodingError.self) {
            try RiskModel(json: Self.model(signals: #"{"id":"sunshine","points":1,"label":"x"}"#))
        }
    }

    @Test(
        "that is refused is answered in words that name the place",
        arguments: [
            ("", "not JSON"), ("[]", "the model has the wrong type"), ("{}", "format is missing"),
            (String(decoding: Self.model(format: "x"), as: UTF8.self), "gnomon.risk-model/1"),
            (
                String(
                    decoding: Self.model(signals: #"{"id":"sunshine","points":1,"label":"x"}"#), as: UTF8.self),
                "signals[0].id"
            ),
            (
                String(decoding: Self.model(signals: #"{"id":"broker","points":101,"label":"x"}"#), as: UTF8.self),
                "broker"
            ),
        ])
    func words(text: String, words: String) throws {
        let error = #expect(throws: (any Error).self) { try RiskModel(json: Data(text.utf8)) }

        #expect(RiskModel.words(for: try #require(error)).contains(words))
    }

    @Test("is written and read back equal")
    func roundTrip() throws {
        let model = try RiskModel.shipped()

        #expect(try RiskModel(json: JSONEncoder().encode(model)) == model)
    }
}
