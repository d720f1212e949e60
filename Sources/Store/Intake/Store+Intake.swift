import Foundation
import Grants
import SQL
import Synchronization

extension Store {
    /// Keeps an admitted report; returns when it is on disk.
    ///
    /// - Throws: `StoreError` with `queue_full`, `inbox_full` or `store_unavailable`; then nothing was kept.
    package func admit(_ admission: Admission) async throws -> AdmissionOutcome {
        let isRoom = self.session.backlog.withLock { backlog in
            backlog.events + admission.events <= self.config.inboxEvents
                && backlog.bytes + admission.body.count <= self.config.inboxBytes
        }
        guard isRoom else { throw StoreError(.inboxFull) }
        return try await withCheckedThrowingContinuation { continuation in
            let waiting = AdmissionQueue.Waiting(admission: admission) { continuation.resume(with: $0) }
            do {
                if try self.admissions.add(waiting) { try self.scheduleAdmissions() }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Tells the analyzer of a committed report. Runs on the writing thread, so in the order of commits.
    func noteWaiting(_ report: Int64, _ install: Int64, _ admission: Admission) {
        guard admission.events > 0 else { return }
        self.session.backlog.withLock { backlog in
            backlog.reports += 1
            backlog.events += admission.events
            backlog.bytes += admission.body.count
        }
        self.tail.append(
            InboxReport(
                number: report, installNumber: install, receivedAt: admission.receivedAt,
                skewMilliseconds: admission.skewMilliseconds, events: admission.events, bytes: admission.body.count,
                content: .decoded(admission.report), attempts: 0))
        self.inboxSignal.send()
    }

    /// How much waits for analysis.
    package var backlog: Backlog { self.session.backlog.withLock { $0 } }

    /// Bytes of reports that wait for a commit.
    package var queuedBytes: Int { self.admissions.bytes }

    /// The intake's durable counts, in one snapshot.
    package func intakeCounts() async throws -> IntakeCounts {
        try await self.read { try IntakeCounts.measured(in: $0) }
    }
}
