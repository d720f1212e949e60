import Foundation
import Synchronization

/// Carries out requests on a thread of its own, so that none of Swift's cooperative ones ever waits for a peer.
final class TransferLoop: Sendable {
    private struct State {
        var waiting: [TransferJob] = []
        var isStarted = false
        var isClosed = false
    }

    /// Transfers at once.
    static let placeCount = 64
    /// Requests that wait for a place at most; later ones are refused as `busy`.
    static let waitingBound = 1_000

    private let context: TransferContext
    private let multi = MultiHandle(keptConnections: TransferLoop.placeCount)
    private let state: Mutex<State> = Mutex(State())

    init(_ context: TransferContext) {
        self.context = context
    }

    func add(_ job: TransferJob) {
        let refusal = self.state.withLock { state -> EgressError? in
            guard !state.isClosed else { return .cancelled(sent: false) }
            guard state.waiting.count < Self.waitingBound else {
                return EgressError(.busy, "\(Self.waitingBound) requests wait already", isTransient: true)
            }
            state.waiting.append(job)
            if !state.isStarted { self.start() }
            state.isStarted = true
            return nil
        }
        if let refusal { job.end(.failure(refusal)) } else { self.multi.wake() }
    }

    func cancel(_ ticket: TransferTicket) {
        ticket.cancel()
        self.multi.wake()
    }

    /// Ends the thread, and with it all that waits or is under way.
    func close() {
        let waiting = self.state.withLock { state in
            state.isClosed = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for job in waiting { job.end(.failure(.cancelled(sent: false))) }
        self.multi.wake()
    }

    private func start() {
        let thread = Thread { self.run() }
        thread.name = "gnomon-egress"
        thread.stackSize = 1024 * 1024
        thread.start()
    }

    private func run() {
        Self.blockBrokenPipes()
        var running = RunningTransfers(self.multi, self.context)
        while let jobs = self.next(places: Self.placeCount - running.count) {
            for job in jobs { running.begin(job) }
            running.dropCancelled()
            if running.perform() == 0 { self.multi.wait() }
        }
        running.dropAll()
    }

    /// Those whose turn it is, in the order they came.
    ///
    /// - Returns: `nil` when the loop is closed.
    private func next(places: Int) -> [TransferJob]? {
        let (jobs, dropped) = self.state.withLock { state -> ([TransferJob]?, [TransferJob]) in
            guard !state.isClosed else { return (nil, []) }
            let dropped = state.waiting.filter { $0.ticket.isCancelled }
            if !dropped.isEmpty { state.waiting.removeAll { $0.ticket.isCancelled } }
            let jobs = Array(state.waiting.prefix(places))
            state.waiting.removeFirst(jobs.count)
            return (jobs, dropped)
        }
        for job in dropped { job.end(.failure(.cancelled(sent: false))) }
        return jobs
    }

    /// A peer that closes its end must not end the process; libcurl leaves that to us (CURLOPT_NOSIGNAL(3)).
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
