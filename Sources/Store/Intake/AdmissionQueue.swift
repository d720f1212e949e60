import Foundation
import Synchronization

/// Admitted reports that wait for their commit; all that wait are written at once.
final class AdmissionQueue: Sendable {
    /// What became of one report, told after the commit.
    typealias Answer = @Sendable (Result<AdmissionOutcome, any Error>) -> Void

    struct Waiting: Sendable {
        let admission: Admission
        let answer: Answer

        /// Bytes it holds in memory.
        var bytes: Int { self.admission.body.count + 512 }
    }

    private struct State {
        var waiting: [Waiting] = []
        var bytes = 0
        var isScheduled = false
        /// How many were taken together last.
        var lastTaken = 0
        /// Told when as many wait as make their common transaction cheap.
        var companyCame: DispatchSemaphore?
    }

    private let bound: Int
    private let state: Mutex<State> = Mutex(State())

    /// - Parameter bound: most bytes of waiting reports.
    init(bound: Int) {
        self.bound = bound
    }

    /// Bytes of the reports that wait.
    var bytes: Int { self.state.withLock(\.bytes) }

    /// As many as make their common transaction cheap.
    private static let company = 16

    /// Waits until that many wait, where more are likely to come soon: few wait, and the last ones did not come alone.
    ///
    /// - Parameter time: the longest wait.
    func waitForCompany(atMost time: DispatchTimeInterval) {
        let companyCame = self.state.withLock { state -> DispatchSemaphore? in
            guard state.lastTaken > 1, state.waiting.count < Self.company else { return nil }
            state.companyCame = DispatchSemaphore(value: 0)
            return state.companyCame
        }
        _ = companyCame?.wait(timeout: .now() + time)
    }

    /// - Returns: whether the caller has to see to it that `take` is called.
    /// - Throws: `queue_full`; then the report does not wait.
    func add(_ waiting: Waiting) throws -> Bool {
        try self.state.withLock { state in
            guard state.bytes + waiting.bytes <= self.bound else { throw StoreError(.queueFull) }
            state.waiting.append(waiting)
            state.bytes += waiting.bytes
            if state.waiting.count == Self.company { state.companyCame?.signal() }
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
    }

    /// Takes all that wait, in order.
    func take() -> [Waiting] {
        self.state.withLock { state in
            let waiting = state.waiting
            state = State(lastTaken: waiting.count)
            return waiting
        }
    }
}
