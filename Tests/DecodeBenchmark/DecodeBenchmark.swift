import Foundation
import Grants
import Reports

/// Decodes one report again and again, by the door's decoder and by Foundation's, in turn, three times.
///
/// Prints `{"ours_mb_s":[…],"jsondecoder_mb_s":[…]}`: megabytes of JSON text a second on one thread. Ours
/// includes everything the door checks: hash, limits, times, secrets, batch id.
@main
struct DecodeBenchmark {
    static func main() throws {
        let file = CommandLine.arguments.dropFirst().first ?? ""
        guard let text = FileManager.default.contents(atPath: file) else {
            FileHandle.standardError.write(Data("usage: decode-benchmark REPORT.json\n".utf8))
            exit(64)
        }
        let bytes = Array(text)
        let decoder = try ReportDecoder(rules: AdmissionRules(managedDomains: ["example.com"]))
        let receivedAt = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(
                try Self.megabytesPerSecond(of: bytes.count) {
                    let decoded = try bytes.withUnsafeBufferPointer {
                        try decoder.decode($0, isGzip: false, receivedAt: receivedAt).report
                    }
                    precondition(!decoded.report.events.isEmpty)
                })
            theirs.append(
                try Self.megabytesPerSecond(of: bytes.count) {
                    let decoded = try JSONDecoder().decode(PlainReport.self, from: text)
                    precondition(!decoded.events.isEmpty)
                })
        }
        let line =
            "{\"ours_mb_s\":\(ours.map { ($0 * 10).rounded() / 10 }),\"jsondecoder_mb_s\":\(theirs.map { ($0 * 10).rounded() / 10 })}"
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Runs `body` for about a second.
    private static func megabytesPerSecond(of size: Int, _ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var rounds = 0
        while clock.now - start < .seconds(1) {
            for _ in 0..<20 { try body() }
            rounds += 20
        }
        let elapsed = clock.now - start
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        return Double(size * rounds) / 1e6 / seconds
    }
}
