import Foundation
import Governance
import Grants
package import Logging
import ServiceLifecycle
package import Store

/// What must happen by the clock: checkpoints of the log, ends of snoozes, expiry of kept reports.
package struct Housekeeping: Service {
    private let store: Store
    private let ledger: CheckpointLedger
    private let judge: JudgeBox
    private let reportDays: Int
    private let clock: WallClock
    private let logger: Logger

    package init(
        store: Store, ledger: CheckpointLedger, judge: JudgeBox, reportDays: Int, clock: WallClock, logger: Logger
    ) {
        self.store = store
        self.ledger = ledger
        self.judge = judge
        self.reportDays = reportDays
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .seconds(60))
                    try await self.minute()
                } catch is CancellationError {
                    return
                } catch {
                    self.logger.warning("Housekeeping failed.", metadata: ["error.type": "\(type(of: error))"])
                }
            }
        }
        guard try await self.store.duty(.housekeeping) != nil else { return }
        try await self.ledger.write(of: self.store, now: self.clock.now())
    }

    /// What is due, if it is this process's to do.
    private func minute() async throws {
        guard let duty = try await self.store.duty(.housekeeping) else { return }
        let now = self.clock.now()
        _ = try await self.store.wakeSnoozed(judge: self.judge.current, now: now, as: duty)
        try await self.ledger.write(of: self.store, now: now)
        let limit = now.advanced(byMilliseconds: -Int64(self.reportDays) * 86_400_000)
        while try await self.store.expireReports(before: limit, as: duty) == 1000, !Task.isCancelled {}
        try await self.store.forgetDeadWriters(duty)
    }
}
