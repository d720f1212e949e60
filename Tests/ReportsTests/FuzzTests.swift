import Foundation
import Grants
import Reports
import SeededRandom
import Testing

@Suite("Mutated reports")
struct FuzzTests {
    @Test("never trap, and what is received is admitted, rejected or repeated", arguments: 0..<5)
    func json(part: Int) throws {
        try Self.run(part: part, mutations: 1_000, isGzip: false)
    }

    @Test("never trap as gzip either", arguments: 0..<5)
    func gzip(part: Int) throws {
        try Self.run(part: part, mutations: 1_000, isGzip: true)
    }

    private static func run(part: Int, mutations: Int, isGzip: Bool) throws {
        var random = SeededGenerator(seed: UInt64(part) &* 7919 &+ (isGzip ? 1 : 0))
        let texts = try SampleReports.names.map { try SampleReports.bytes($0) }
        let originals = isGzip ? texts.compactMap { GzipDeflater.deflate($0) } : texts
        let decoder = try ReportDecoder(rules: AdmissionRules(managedDomains: ["example.com"]))

        for _ in 0..<mutations {
            guard var body = originals.randomElement(using: &random) else { return }
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&body, &random) }

            let decoded = try? body.withUnsafeBufferPointer {
                try decoder.decode($0, isGzip: isGzip, receivedAt: ReportDraft.receivedAt).report
            }

            guard let decoded else { continue }
            let accounted = decoded.report.events.count + decoded.rejected.count + decoded.repeatedEvents
            #expect(decoded.receivedEvents == accounted)
            if !isGzip, let received = Self.eventCount(body) { #expect(accounted == received) }
            let ids = decoded.report.events.map(\.eventID)
            #expect(Set(ids).count == ids.count)
        }
    }

    /// How many events a text holds, read by another parser; `nil` where the two may read numbers differently.
    private static func eventCount(_ body: [UInt8]) -> Int? {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return (object?["events"] as? [Any])?.count
    }

    private static func mutate(_ body: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0..<body.count, using: &random)
        let far = min(body.count, place + Int.random(in: 1...40, using: &random))
        let tokens = [
            "{", "}", "[", "]", "\"", ",", ":", "null", "true", "1e400", "-0", "\\u0000", "\\ud83d",
            "99999999999999999999999",
            "\"\"", "{}", "[[[[", "2019-01-01T00:00:00.000Z", "ya29.a0AfH6SMBxexample", "\u{0}", "é",
        ]
        switch Int.random(in: 0..<6, using: &random) {
        case 0: body[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: body[place] = .random(in: 0...255, using: &random)
        case 2 where body.count > 41: body.removeSubrange(place..<far)
        case 3: body.insert(contentsOf: body[place..<far], at: .random(in: 0...body.count, using: &random))
        case 4: body.insert(contentsOf: (tokens.randomElement(using: &random) ?? "").utf8, at: place)
        case 5 where place > 41: body.removeSubrange(place...)
        default: body.append(.random(in: 0...255, using: &random))
        }
    }
}
