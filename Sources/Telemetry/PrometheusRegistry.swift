package import CoreMetrics
import Synchronization

/// A swift-metrics backend that keeps its values in memory and writes them as Prometheus text
/// (exposition format 0.0.4).
///
/// Labels come from small closed sets in our own code, so the number of series is bounded.
package final class PrometheusRegistry: MetricsFactory {
    private struct Series: Hashable {
        var name: String
        var labels: String
    }

    private struct Instruments {
        var counters: [Series: CounterCell] = [:]
        var gauges: [Series: GaugeCell] = [:]
        var histograms: [Series: HistogramCell] = [:]
    }

    private let instruments: Mutex<Instruments> = Mutex(Instruments())

    private let help: [String: String]

    /// - Parameter help: what a metric counts, by its name; one line each, without backslashes.
    package init(help: [String: String] = MetricHelp.texts) {
        self.help = help
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let series = Self.series(label, dimensions)
        return self.instruments.withLock { instruments in
            let cell = instruments.counters[series] ?? CounterCell()
            instruments.counters[series] = cell
            return cell
        }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let series = Self.series(label, dimensions)
        return self.instruments.withLock { instruments in
            if aggregate {
                let cell = instruments.histograms[series] ?? HistogramCell()
                instruments.histograms[series] = cell
                return cell
            }
            let cell = instruments.gauges[series] ?? GaugeCell()
            instruments.gauges[series] = cell
            return cell
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let series = Self.series(label, dimensions)
        return self.instruments.withLock { instruments in
            let cell = instruments.histograms[series] ?? HistogramCell()
            instruments.histograms[series] = cell
            return cell
        }
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// All series as Prometheus text, sorted by name.
    package func text() -> String {
        let (counters, gauges, histograms) = self.instruments.withLock { ($0.counters, $0.gauges, $0.histograms) }
        var blocks: [String: [String]] = [:]
        func add(_ series: Series, _ type: String, _ lines: [String]) {
            blocks[series.name, default: self.header(series.name, type)] += lines
        }
        for (series, cell) in counters.sorted(by: Self.byLabels) {
            add(series, "counter", ["\(series.name)\(Self.braced(series.labels)) \(cell.total)"])
        }
        for (series, cell) in gauges.sorted(by: Self.byLabels) {
            add(series, "gauge", ["\(series.name)\(Self.braced(series.labels)) \(cell.last)"])
        }
        for (series, cell) in histograms.sorted(by: Self.byLabels) {
            add(series, "histogram", cell.lines(series.name, series.labels))
        }
        return blocks.sorted { $0.key < $1.key }.map { $0.value.joined(separator: "\n") + "\n" }.joined()
    }

    private func header(_ name: String, _ type: String) -> [String] {
        (self.help[name].map { ["# HELP \(name) \($0)"] } ?? []) + ["# TYPE \(name) \(type)"]
    }

    private static func byLabels<Cell>(_ left: (key: Series, value: Cell), _ right: (key: Series, value: Cell)) -> Bool
    {
        left.key.labels < right.key.labels
    }

    private static func series(_ label: String, _ dimensions: [(String, String)]) -> Series {
        let labels = dimensions.map { "\($0.0)=\"\($0.1.filter { $0 != "\"" && $0 != "\\" && $0 != "\n" })\"" }
        return Series(name: label, labels: labels.joined(separator: ","))
    }

    private static func braced(_ labels: String) -> String {
        labels.isEmpty ? "" : "{\(labels)}"
    }
}
