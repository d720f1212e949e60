import CoreMetrics
import Foundation
import Telemetry
import Testing

@Suite("Prometheus text")
struct PrometheusTextTests {
    @Test("is empty without series")
    func empty() {
        #expect(PrometheusRegistry().text().isEmpty)
    }

    @Test("sums a counter over all its handles and parts it by labels")
    func counters() {
        let registry = PrometheusRegistry()

        registry.makeCounter(label: "reports_total", dimensions: []).increment(by: 2)
        registry.makeCounter(label: "reports_total", dimensions: []).increment(by: 3)
        registry.makeCounter(label: "refused_total", dimensions: [("code", "b")]).increment(by: 1)
        registry.makeCounter(label: "refused_total", dimensions: [("code", "a"), ("door", "1")]).increment(by: 7)

        #expect(
            registry.text() == """
                # TYPE refused_total counter
                refused_total{code="a",door="1"} 7
                refused_total{code="b"} 1
                # TYPE reports_total counter
                reports_total 5

                """)
    }

    @Test("shows the last value of a gauge")
    func gauges() {
        let registry = PrometheusRegistry()
        let gauge = registry.makeRecorder(label: "inbox_events", dimensions: [], aggregate: false)

        gauge.record(Int64(12))
        gauge.record(3.5)

        #expect(registry.text() == "# TYPE inbox_events gauge\ninbox_events 3.5\n")
    }

    @Test(
        "counts a time in every bucket from its own up",
        arguments: [
            (Int64(900_000), "0.001"), (Int64(1_000_000), "0.001"), (Int64(1_000_001), "0.0025"),
            (Int64(250_000_000), "0.25"), (Int64(60_000_000_000), "60.0"), (Int64(61_000_000_000), "+Inf"),
        ])
    func buckets(nanoseconds: Int64, first: String) throws {
        let registry = PrometheusRegistry()
        registry.makeTimer(label: "seconds", dimensions: [("role", "door")]).recordNanoseconds(nanoseconds)

        let lines = registry.text().split(separator: "\n").filter { $0.hasPrefix("seconds_bucket") }
        let place = try #require(lines.firstIndex { $0.hasPrefix("seconds_bucket{role=\"door\",le=\"\(first)\"}") })

        #expect(lines[..<place].allSatisfy { $0.hasSuffix(" 0") })
        #expect(lines[place...].allSatisfy { $0.hasSuffix(" 1") })
    }

    @Test("adds up a histogram's sum and count, and takes an aggregating recorder for one")
    func histograms() {
        let registry = PrometheusRegistry()
        let sizes = registry.makeRecorder(label: "sizes", dimensions: [], aggregate: true)

        sizes.record(0.5)
        sizes.record(Int64(2))

        let text = registry.text()
        #expect(text.hasPrefix("# TYPE sizes histogram\nsizes_bucket{le=\"0.001\"} 0\n"))
        #expect(text.contains("sizes_bucket{le=\"0.5\"} 1\nsizes_bucket{le=\"1.0\"} 1\nsizes_bucket{le=\"2.5\"} 2\n"))
        #expect(text.hasSuffix("sizes_bucket{le=\"+Inf\"} 2\nsizes_sum 2.5\nsizes_count 2\n"))
    }

    @Test("lets no label value break out of its quotes", arguments: ["a\"b", "a\\b", "a\nb"])
    func quoting(value: String) {
        let registry = PrometheusRegistry()

        registry.makeCounter(label: "n_total", dimensions: [("v", value)]).increment(by: 1)

        #expect(registry.text() == "# TYPE n_total counter\nn_total{v=\"ab\"} 1\n")
    }

    @Test("says what a metric counts, before its type, and nothing of one it does not know")
    func help() {
        let registry = PrometheusRegistry(help: ["known": "Known things."])

        registry.makeCounter(label: "known", dimensions: [("v", "a")]).increment(by: 1)
        registry.makeCounter(label: "known", dimensions: [("v", "b")]).increment(by: 1)
        registry.makeCounter(label: "unknown", dimensions: []).increment(by: 1)

        #expect(
            registry.text() == """
                # HELP known Known things.
                # TYPE known counter
                known{v="a"} 1
                known{v="b"} 1
                # TYPE unknown counter
                unknown 1

                """)
    }

    /// Labels stand as literals where they are counted, so the sources tell them all.
    @Test("knows what each metric of the product counts, and no other")
    func complete() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var labels: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /label: "(gnomon_[a-z_]+)"/) {
                labels.insert(String(match.1))
            }
        }

        #expect(labels == Set(MetricHelp.texts.keys))
        #expect(MetricHelp.texts.values.allSatisfy { !$0.contains { "\\\n".contains($0) } })
    }

    @Test("loses no count when many tasks count at once")
    func concurrent() async {
        let registry = PrometheusRegistry()

        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        registry.makeCounter(label: "n_total", dimensions: []).increment(by: 1)
                        registry.makeTimer(label: "t", dimensions: []).recordNanoseconds(1)
                    }
                }
            }
        }

        #expect(registry.text().contains("n_total 8000\n"))
        #expect(registry.text().contains("t_count 8000\n"))
    }
}
