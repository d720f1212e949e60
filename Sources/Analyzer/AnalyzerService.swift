import Grants
package import Logging
import Metrics
import Reports
import ServiceLifecycle
package import Store
import Synchronization

/// The worker that turns waiting reports into grants and findings.
///
/// While one batch is being committed the next is being read and classified.
package struct AnalyzerService: Service {
    private let store: Store
    private let normaliser: ReportNormaliser
    private let judge: JudgeBox
    private let clock: WallClock
    private let logger: Logger
    private let metrics = AnalyzerMetrics()
    /// Events of a batch: small when little waits, so that findings appear soon; large under load, so that
    /// many sightings share a page and a sync.
    private let smallBatch = 1000
    private let largeBatch = 8000

    package init(store: Store, normaliser: ReportNormaliser, judge: JudgeBox, clock: WallClock, logger: Logger) {
        self.store = store
        self.normaliser = normaliser
        self.judge = judge
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await self.work()
        } onGracefulShutdown: {
            self.store.inboxSignal.finish()
        }
    }

    private func work() async throws {
        // Reports may wait from an earlier run.
        self.store.inboxSignal.send()
        for await _ in self.store.inboxSignal.signals {
            do {
                try await self.drain()
            } catch let error as StoreError {
                self.logger.warning("Analysis waits for the store.", metadata: ["code": "\(error.code.rawValue)"])
                try await Task.sleep(for: .seconds(1))
                self.store.inboxSignal.send()
            }
        }
    }

    /// Analyses until the inbox is empty or the service is told to stop; what waits then waits for the next start.
    private func drain() async throws {
        var last: Int64 = 0
        var inFlight: Task<Void, any Error>?
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let limit = self.store.backlog.events > 4 * self.smallBatch ? self.largeBatch : self.smallBatch
            let slice = try await self.store.inboxSlice(events: limit, after: last)
            guard let newest = slice.last else { break }
            last = newest.number
            let batch = try await self.analysed(slice)
            try await inFlight?.value
            inFlight = Task { try await self.apply(batch) }
        }
        try await inFlight?.value
    }

    private func analysed(_ slice: [InboxReport]) async throws -> [AnalysedReport] {
        var batch: [AnalysedReport] = []
        for report in slice {
            do {
                batch.append(try self.normaliser.analysed(report))
            } catch ReportNormaliser.Failure.unreadable(let code) {
                try await self.setBack(report, because: code.rawValue)
            } catch {
                try await self.setBack(report, because: "unreadable")
            }
        }
        return batch
    }

    private func apply(_ batch: [AnalysedReport]) async throws {
        guard !batch.isEmpty else { return }
        do {
            self.note(try await self.store.apply(batch, judge: self.judge.current, now: self.clock.now()), batch)
        } catch let error as StoreError {
            throw error
        } catch {
            // One report is at fault: find it by going one by one.
            for report in batch {
                do {
                    let outcome = try await self.store.apply(
                        [report], judge: self.judge.current, now: self.clock.now())
                    self.note(outcome, [report])
                } catch let error as StoreError {
                    throw error
                } catch {
                    try await self.setBack(report.inbox, because: "apply_failed")
                }
            }
        }
    }

    private func setBack(_ report: InboxReport, because reason: String) async throws {
        self.logger.error(
            "A report could not be analysed.", metadata: ["report": "\(report.number)", "reason": "\(reason)"])
        if try await self.store.noteFailure(of: report, reason: reason, now: self.clock.now()) {
            self.metrics.setAside(report.events)
        } else {
            self.store.inboxSignal.send()
        }
    }

    private func note(_ outcome: ApplyOutcome, _ batch: [AnalysedReport]) {
        self.metrics.applied(outcome, backlog: self.store.backlog)
        let now = self.clock.now()
        for report in batch {
            self.metrics.delay(milliseconds: now.milliseconds - report.inbox.receivedAt.milliseconds)
        }
    }
}

/// The judge in force, replaceable while the service runs.
package final class JudgeBox: Sendable {
    private let judge: Mutex<Judge>

    package init(_ judge: Judge) {
        self.judge = Mutex(judge)
    }

    package var current: Judge {
        get { self.judge.withLock { $0 } }
        set { self.judge.withLock { $0 = newValue } }
    }
}
