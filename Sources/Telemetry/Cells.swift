import CoreMetrics
import Synchronization

/// A count that only grows.
final class CounterCell: CounterHandler {
    private let value = Atomic<Int64>(0)

    var total: Int64 { self.value.load(ordering: .relaxed) }

    func increment(by amount: Int64) {
        self.value.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        self.value.store(0, ordering: .relaxed)
    }
}

/// The last value recorded.
final class GaugeCell: RecorderHandler {
    private let bits = Atomic<UInt64>(0)

    var last: Double { Double(bitPattern: self.bits.load(ordering: .relaxed)) }

    func record(_ value: Int64) { self.record(Double(value)) }

    func record(_ value: Double) {
        self.bits.store(value.bitPattern, ordering: .relaxed)
    }
}

/// Times in seconds, counted by upper bound.
final class HistogramCell: TimerHandler, RecorderHandler {
    /// Upper bounds in seconds: from a fast request to a stuck one.
    private static let bounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2.5, 5, 10, 60,
    ]

    private struct State {
        var counts = [Int64](repeating: 0, count: HistogramCell.bounds.count + 1)
        var sum = 0.0
    }

    private let state: Mutex<State> = Mutex(State())

    func recordNanoseconds(_ duration: Int64) { self.record(Double(duration) / 1e9) }
    func record(_ value: Int64) { self.record(Double(value)) }

    func record(_ value: Double) {
        let index = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        self.state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    func lines(_ name: String, _ labels: String) -> [String] {
        let (counts, sum) = self.state.withLock { ($0.counts, $0.sum) }
        let prefix = labels.isEmpty ? "" : "\(labels),"
        let braced = labels.isEmpty ? "" : "{\(labels)}"
        var total: Int64 = 0
        var lines: [String] = []
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
            lines.append("\(name)_bucket{\(prefix)le=\"\(bound)\"} \(total)")
        }
        return lines + ["\(name)_sum\(braced) \(sum)", "\(name)_count\(braced) \(total)"]
    }
}
