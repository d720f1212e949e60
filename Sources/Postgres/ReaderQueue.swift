import Foundation
import SQL
import Synchronization

/// Reads that wait for a reader, and what the readers know of each other.
///
/// A reader without a connection takes no read: others may have one. It connects when more wait than the idle ones can
/// take. When all attempts have failed and no reader has a connection, all that waits fails, for the last one's reason.
/// No other attempt begins between the first and the last of these failures; so nothing waits longer than two attempts
/// take. In the pause afterwards what comes fails at once.
final class ReaderQueue: Sendable {
    /// A read and who waits for it.
    struct Entry: Sendable {
        let job: ReaderJob
        let continuation: CheckedContinuation<Void, any Error>
        var isRepeated = false
    }

    /// What a reader does next.
    enum Step {
        case run(Entry)
        case connect
    }

    private struct State {
        var waiting: [Entry] = []
        /// Readers that have a connection; of these, those with nothing to do; and readers that are getting one.
        var connected = 0
        var idle = 0
        var connecting = 0
        var backoff = Backoff()
        /// Why the last attempt to connect failed, if it did.
        var reason: SQLError?
        /// Whether an attempt failed while others are under way.
        var isFailing = false
        var isClosed = false

        /// Why no reader could do anything now.
        var refusal: SQLError? {
            self.connected == 0 && self.connecting == 0 && ContinuousClock.now < self.backoff.nextTry
                ? self.reason : nil
        }
    }

    /// Reads that wait at most.
    private static let bound = 1_000
    private let condition = NSCondition()
    private let state: Mutex<State> = Mutex(State())

    // MARK: - For those who ask

    /// Puts a read in, or resumes its caller with the reason why not.
    func add(_ entry: Entry) {
        let refusal: (any Error)? = self.state.withLock { state in
            if entry.job.isDropped { return CancellationError() }
            guard !state.isClosed else { return SQLError(.unavailable, "the store is closed") }
            guard state.waiting.count < Self.bound else { return SQLError(.unavailable, "too many reads wait") }
            if let refusal = state.refusal { return refusal }
            state.waiting.append(entry)
            return nil
        }
        if let refusal { entry.continuation.resume(throwing: refusal) } else { self.wake() }
    }

    /// Takes a read out that is not wanted any more, if it still waits.
    func drop(_ job: ReaderJob) {
        let entry = self.state.withLock { state in
            state.waiting.firstIndex { $0.job === job }.map { state.waiting.remove(at: $0) }
        }
        entry?.continuation.resume(throwing: CancellationError())
    }

    /// Refuses what comes later; what waits is still read.
    func close() {
        self.state.withLock { $0.isClosed = true }
        self.wake()
    }

    // MARK: - For readers

    /// Waits for something to do.
    ///
    /// - Returns: `nil` when the reader is to end.
    func next(isConnected: Bool) -> Step? {
        self.condition.lock()
        defer { self.condition.unlock() }
        while true {
            let (step, isOver) = self.state.withLock { self.take(&$0, isConnected) }
            if step != nil || isOver { return step }
            self.wait(isConnected)
        }
    }

    private func take(_ state: inout State, _ isConnected: Bool) -> (Step?, isOver: Bool) {
        if isConnected, !state.waiting.isEmpty { return (.run(state.waiting.removeFirst()), false) }
        if state.isClosed, state.waiting.isEmpty { return (nil, true) }
        let isNeeded = !isConnected && !state.isFailing && state.waiting.count > state.idle + state.connecting
        guard isNeeded, state.backoff.nextTry <= .now else { return (nil, false) }
        state.connecting += 1
        return (.connect, false)
    }

    /// Until something changes, or the pause between two attempts is over.
    private func wait(_ isConnected: Bool) {
        let pause = self.state.withLock { state -> Duration? in
            if isConnected { state.idle += 1 }
            return isConnected || state.waiting.isEmpty ? nil : ContinuousClock.now.duration(to: state.backoff.nextTry)
        }
        if let pause, pause > .zero {
            _ = self.condition.wait(until: Date(timeIntervalSinceNow: pause / .seconds(1)))
        } else {
            self.condition.wait()
        }
        if isConnected { self.state.withLock { $0.idle -= 1 } }
    }

    func didConnect() {
        self.state.withLock { state in
            state.connecting -= 1
            state.connected += 1
            state.backoff = Backoff()
            state.reason = nil
            state.isFailing = false
        }
        self.wake()
    }

    func didFail(_ reason: SQLError) {
        let entries = self.state.withLock { state -> [Entry] in
            state.connecting -= 1
            state.reason = reason
            // Attempts at the same time are one failure.
            if state.backoff.nextTry <= .now { state.backoff.failed() }
            state.isFailing = state.connected == 0 && state.connecting > 0
            guard state.connected == 0, state.connecting == 0 else { return [] }
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for entry in entries { entry.continuation.resume(throwing: reason) }
        self.wake()
    }

    /// - Parameter entry: a read to be done by another reader, or by this one when it has a connection again.
    func didLose(puttingBack entry: Entry? = nil) {
        self.state.withLock { state in
            state.connected -= 1
            if let entry { state.waiting.insert(entry, at: 0) }
        }
        self.wake()
    }

    private func wake() {
        self.condition.lock()
        self.condition.broadcast()
        self.condition.unlock()
    }
}
