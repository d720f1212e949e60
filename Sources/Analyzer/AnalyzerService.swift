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
        var position: Int64 = 0
        // Whether reports may be taken that nobody is working on.
        var hasLeftClaims = false
        try await self.store.inboxSignal.consume {
            do {
                if hasLeftClaims {
                    try await self.store.releaseClaims()
                    hasLeftClaims = false
                }
                // What was set back waits before the position.
                if try await self.drain(from: &position) > 0 { position = 0 }
            } catch let error as StoreError where error.code == .catalogStale {
                (position, hasLeftClaims) = (0, true)
                try await self.takeCatalog()
                self.store.inboxSignal.send()
            } catch let error as StoreError {
                position = 0
                hasLeftClaims = true
                self.logger.warning("Analysis waits for the store.", metadata: ["code": "\(error.code.rawValue)"])
                try await Task.sleep(for: .seconds(1))
                self.store.inboxSignal.send()
            }
        }
    }

    /// Takes the catalogue that made what was being applied stale.
    private func takeCatalog() async throws {
        do {
            try await self.normaliser.catalog.refresh(from: self.store)
        } catch {
            // It cannot be read now; another try in a while, as for the store.
            self.logger.warning("Analysis waits for the catalogue.")
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Analyses until the inbox is empty or the service is told to stop; what waits then waits for the next start.
    ///
    /// - Parameter position: number of the last report that was taken.
    /// - Returns: how many reports could not be analysed and were set back.
    private func drain(from position: inout Int64) async throws -> Int {
        var setBack = 0
        var inFlight: Task<Int, any Error>?
        var slice = try await self.nextSlice(from: &position)
        while !slice.isEmpty, !self.isStopping {
            let batch = try await self.analysed(slice)
            setBack += slice.count - batch.count
            setBack += try await inFlight?.value ?? 0
            inFlight = nil
            // A full batch takes seconds; whoever waits for the end waits for one at most.
            if self.isStopping { break }
            // Under load the next slice is taken before this batch keeps the writing thread busy, so that it can be
            // classified meanwhile. Otherwise nothing would be gained, and the batch would be late.
            let isBusy = self.isBusy
            if isBusy { slice = try await self.nextSlice(from: &position) }
            inFlight = Task { try await self.apply(batch) }
            if !isBusy { slice = try await self.nextSlice(from: &position) }
        }
        return setBack + (try await inFlight?.value ?? 0)
    }

    private var isStopping: Bool { Task.isCancelled || Task.isShuttingDownGracefully }

    private var isBusy: Bool { self.store.backlog.events > 4 * self.smallBatch }

    private func nextSlice(from position: inout Int64) async throws -> [InboxReport] {
        let slice = try await self.store.inboxSlice(
            events: self.isBusy ? self.largeBatch : self.smallBatch, after: position)
        if let newest = slice.last { position = newest.number }
        return slice
    }

    private func analysed(_ slice: [InboxReport]) async throws -> [AnalysedReport] {
        var batch: [AnalysedReport] = []
        batch.reserveCapacity(slice.count)
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

    /// - Returns: how many reports were set back.
    private func apply(_ batch: [AnalysedReport]) async throws -> Int {
        guard !batch.isEmpty else { return 0 }
        do {
            self.note(try await self.store.apply(batch, judge: self.judge.current, now: self.clock.now()), batch)
            return 0
        } catch let error as StoreError {
            throw error
        } catch {
            // One report is at fault: find it by going one by one.
            var setBack = 0
            for report in batch where try await !self.isApplied(alone: report) {
                setBack += 1
                try await self.setBack(report.inbox, because: Store.applyFailed)
            }
            return setBack
        }
    }

    /// Applies one report; at its last attempt without the events that are at fault, which are then set aside.
    private func isApplied(alone report: AnalysedReport) async throws -> Bool {
        let judge = self.judge.current
        var report = report
        do {
            if report.inbox.isLastAttempt {
                let faulty = try await self.store.faultyEvents(of: report, judge: judge, now: self.clock.now())
                report = report.settingAside(faulty)
            }
            self.note(try await self.store.apply([report], judge: judge, now: self.clock.now()), [report])
            return true
        } catch let error as StoreError {
            throw error
        } catch {
            return false
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
        self.metrics.applied(outcome)
        if outcome.setAside > 0 {
            self.logger.error(
                "Events could not be analysed.",
                metadata: ["events": "\(outcome.setAside)", "reason": "\(Store.applyFailed)"])
            self.metrics.setAside(outcome.setAside)
        }
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
