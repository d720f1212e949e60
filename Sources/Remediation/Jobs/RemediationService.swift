import Connectors
package import Governance
import Grants
package import Logging
import Metrics
import ServiceLifecycle
package import Store

/// The worker that carries out approved actions: starts what is due, claims jobs, calls the apps' interfaces and reads
/// back.
///
/// One process at a time does it, by a leased duty: limits of a provider's rate can then be kept without asking others,
/// and one process calls more often than any provider allows.
package struct RemediationService: Service {
    private let store: Store
    private let rack: ConnectorRack
    private let rules: JobRules
    private let terms: ApprovalTerms
    private let judge: @Sendable () -> Judge
    private let clock: WallClock
    private let logger: Logger
    private let crew = JobCrew()
    private let lister: Lister
    /// Milliseconds from the beginning of a connector's listing to that of its next; 0: only when asked.
    private let listingInterval: Int64
    /// Listings that are being walked through.
    private let walks = JobCrew()
    /// Jobs without a connector that are taken at once; each costs one transaction.
    private let manualBatch = 100
    /// Milliseconds between looks when nothing is known to be due: another process may have approved something.
    private let longestPause: Int64 = 1_000

    package init(
        store: Store, foundry: ConnectorFoundry, rules: JobRules, terms: ApprovalTerms,
        listings: ListingTerms, importer: GrantImporter, judge: @escaping @Sendable () -> Judge, clock: WallClock,
        logger: Logger
    ) {
        self.store = store
        self.rack = ConnectorRack(store: store, foundry: foundry)
        self.rules = rules
        self.terms = terms
        self.lister = Lister(
            store: store, importer: importer, rules: listings.rules, managed: listings.managedDomains, judge: judge,
            clock: clock, logger: logger)
        self.listingInterval = listings.interval
        self.judge = judge
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await self.work()
        } onGracefulShutdown: {
            self.store.jobSignal.finish()
        }
    }

    private func work() async throws {
        self.store.jobSignal.send()
        var held: Duty?
        try await withThrowingDiscardingTaskGroup { group in
            var alarm: Task<Void, any Error>?
            await self.store.jobSignal.consume {
                alarm?.cancel()
                var pause = self.longestPause
                do {
                    pause = try await self.turn(&held, &group)
                } catch {
                    held = nil
                    self.logger.warning("Remediation waits for the store.", metadata: ["error": "\(error)"])
                }
                alarm = Task {
                    try await Task.sleep(for: .milliseconds(pause))
                    self.store.jobSignal.send()
                }
            }
            alarm?.cancel()
        }
    }

    /// Does what is due.
    ///
    /// - Returns: milliseconds until the next look.
    private func turn(_ held: inout Duty?, _ group: inout ThrowingDiscardingTaskGroup<any Error>) async throws -> Int64
    {
        guard let duty = try await self.store.duty(.remediation) else {
            held = nil
            return self.longestPause
        }
        if held?.isSame(as: duty) != true {
            let count = try await self.store.rescueJobs(
                rules: self.rules, judge: self.judge(), now: self.clock.now(), chance: { .random(in: 0...1) }, as: duty)
            if count > 0 { self.logger.notice("Jobs were rescued.", metadata: ["count": "\(count)"]) }
        }
        held = duty
        _ = try await self.store.expireApprovals(rules: self.terms.rules, now: self.clock.now(), as: duty)
        while try await self.store.startDueActions(terms: self.terms, now: self.clock.now(), as: duty) > 0 {}
        try await self.doByHand(duty)
        let live = try await self.rack.inUse(now: self.clock)
        for live in live { try await self.claim(live, duty, &group) }
        try await self.list(live, &group)
        // Where all are at work the end of a job is the time to look again, and it signals.
        let busy = live.filter { self.crew.free(at: $0.record.number, of: $0.descriptor.rate.concurrency) == 0 }
        let next = try await self.store.nextRemediationTime(apartFrom: busy.map(\.record.number))
        guard let next else { return self.longestPause }
        return min(max(next.milliseconds - self.clock.now().milliseconds, 1), self.longestPause)
    }

    private func claim(
        _ live: LiveConnector, _ duty: Duty, _ group: inout ThrowingDiscardingTaskGroup<any Error>
    ) async throws {
        let number = live.record.number
        let free = self.crew.free(at: number, of: live.descriptor.rate.concurrency)
        guard free > 0 else { return }
        let jobs = try await self.store.claimJobs(of: number, limit: free, now: self.clock.now(), as: duty)
        self.crew.begin(jobs.count, at: number)
        for job in jobs {
            group.addTask {
                let record = await JobRunner(rules: self.rules, clock: self.clock).attempt(job, at: live)
                // A worker that is being stopped leaves the job as it is: the next one begins with what is left.
                if !Task.isCancelled { await self.finish(record, duty) }
                self.crew.end(at: number)
                self.store.jobSignal.send()
            }
        }
    }

    /// Goes on with listings, and begins those that are due. They share the connector's pace with its jobs.
    private func list(
        _ live: [LiveConnector], _ group: inout ThrowingDiscardingTaskGroup<any Error>
    ) async throws {
        let newest = try await self.store.newestListings()
        for live in live where live.descriptor.capabilities.contains(.listGrants) {
            let number = live.record.number
            guard self.walks.free(at: number, of: 1) == 1 else { continue }
            var run = newest[number]
            let now = self.clock.now()
            if run?.state != .running {
                guard self.listingInterval > 0,
                    run.map({ now.milliseconds - $0.startedAt.milliseconds >= self.listingInterval }) ?? true
                else { continue }
                run = try await self.store.beginListing(of: number, by: .remediator, now: now)
            }
            guard let run else { continue }
            self.walks.begin(1, at: number)
            group.addTask {
                await self.lister.walk(run, at: live)
                self.walks.end(at: number)
            }
        }
    }

    /// Turns jobs that no connector serves into tasks for people.
    private func doByHand(_ duty: Duty) async throws {
        while true {
            let jobs = try await self.store.claimJobs(
                of: nil, limit: self.manualBatch, now: self.clock.now(), as: duty)
            guard !jobs.isEmpty else { return }
            let runner = JobRunner(rules: self.rules, clock: self.clock)
            for job in jobs { await self.finish(runner.manual(job), duty) }
        }
    }

    /// Keeps what an attempt came to, as long as it takes: a call that was made must not be forgotten.
    private func finish(_ record: AttemptRecord, _ duty: Duty) async {
        while !Task.isCancelled {
            do {
                try await self.store.finishAttempt(record, judge: self.judge(), now: self.clock.now(), as: duty)
                Counter(
                    label: "gnomon_job_attempts_total",
                    dimensions: [("step", record.job.step.rawValue), ("outcome", record.outcome.rawValue)]
                ).increment()
                return
            } catch let error as StoreError where error.code == .conflict {
                // Another worker has taken over and begins with the call.
                self.logger.notice("A job has a new worker.", metadata: ["job": "job_\(record.job.number)"])
                return
            } catch {
                self.logger.error(
                    "An attempt could not be kept yet.",
                    metadata: ["job": "job_\(record.job.number)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
