import Foundation
import Grants
import SQL
import Synchronization

/// Writes waiting reports, many in one turn of the writing thread.
extension Store {
    /// Numbers that an admitted report got; `nil` for a repeat.
    typealias Kept = (report: Int64, install: Int64)?

    /// Puts one turn for all that wait on the writing thread.
    func scheduleAdmissions() throws {
        // Taken when the turn comes, so that the turn finds as many as possible, and kept should it be repeated.
        let group = Mutex<[AdmissionQueue.Waiting]?>(nil)
        let kept = Mutex<[Kept]>([])
        try self.lane.enqueue(
            WriteLane.Work(
                run: { database in
                    let waiting = group.withLock { group in
                        if group == nil { self.waitForCompany() }
                        let taken = group ?? self.admissions.take()
                        group = taken
                        return taken
                    }
                    let numbers = try self.session.memory.withLock {
                        try Self.admit(waiting.map(\.admission), &$0, database)
                    }
                    kept.withLock { $0 = numbers }
                },
                finish: { outcome in
                    // Not taken yet when the transaction could not even begin.
                    let waiting = group.withLock { $0 ?? self.admissions.take() }
                    switch outcome {
                    case .success: self.answer(waiting, kept.withLock { $0 })
                    case .failure(let error): self.retryAlone(waiting, because: error)
                    }
                }))
    }

    /// Under load, lets more reports come before those that wait are taken: a transaction on PostgreSQL costs as much
    /// as some ten reports in it (decision 0038). SQLite's costs its sync alone, during which others come anyway.
    private func waitForCompany() {
        guard self.engine.dialect == .postgres else { return }
        self.admissions.waitForCompany(atMost: .milliseconds(16))
    }

    private func answer(_ waiting: [AdmissionQueue.Waiting], _ kept: [Kept]) {
        for (waiting, kept) in zip(waiting, kept) {
            if let kept { self.noteWaiting(kept.report, kept.install, waiting.admission) }
            waiting.answer(.success(kept == nil ? .repeated : .stored))
        }
    }

    /// One report that the database refuses must not fail the others: each gets a turn of its own. Where the database
    /// itself is at fault, or only one was tried, the reason is the answer.
    private func retryAlone(_ waiting: [AdmissionQueue.Waiting], because error: any Error) {
        guard waiting.count > 1, !(error is StoreError) else {
            for one in waiting { one.answer(.failure(error)) }
            return
        }
        for one in waiting {
            let kept = Mutex<[Kept]>([])
            let work = WriteLane.Work(
                run: { database in
                    let numbers = try self.session.memory.withLock { try Self.admit([one.admission], &$0, database) }
                    kept.withLock { $0 = numbers }
                },
                finish: { outcome in
                    switch outcome {
                    case .success: self.answer([one], kept.withLock { $0 })
                    case .failure(let error): one.answer(.failure(error))
                    }
                })
            do { try self.lane.enqueue(work) } catch { one.answer(.failure(error)) }
        }
    }

    // MARK: - In the transaction

    private static func admit(
        _ admissions: [Admission], _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> [Kept] {
        try InstallNumbers.learn(admissions, &memory, database)
        let installs = try admissions.map { try InstallNumbers.number(of: $0.installID, memory) }
        let reports = try admissions.map { _ in try memory.number(in: .reports, database) }
        // In order of installs, so that two collectors never wait for each other crosswise.
        let order = admissions.indices.sorted { (installs[$0], $0) < (installs[$1], $1) }
        let inserted = try self.reportInsertion.changes(
            order.map { index in
                let admission = admissions[index]
                return [
                    .integer(Store.organisation), .integer(reports[index]), .integer(installs[index]),
                    .integer(admission.tokenNumber), .bytes(admission.digest),
                    .integer(admission.receivedAt.milliseconds), .integer(admission.skewMilliseconds),
                    .integer(Int64(admission.events)), .text(admission.coding.rawValue), .bytes(admission.body),
                ]
            }, database)
        var kept = [Kept](repeating: nil, count: admissions.count)
        var waiting: [[SQLValue]] = []
        for (index, isNew) in zip(order, inserted) {
            let admission = admissions[index]
            memory.count(admission, isNew: isNew)
            guard isNew else { continue }
            kept[index] = (reports[index], installs[index])
            guard admission.events > 0 else { continue }
            waiting.append([
                .integer(Store.organisation), .integer(reports[index]), .integer(Int64(admission.events)),
                .integer(Int64(admission.body.count)),
            ])
        }
        try self.inboxInsertion.run(waiting, database)
        return kept
    }

    private static let reportInsertion = RowStatement.insert(
        into: "reports",
        [
            .organisation, .integer("report_no"), .integer("install_no"), .integer("token_no"), .bytes("digest"),
            .integer("received_at"), .integer("skew_ms"), .integer("events"), .text("coding"), .bytes("body"),
        ], otherwise: "ON CONFLICT (org_no, install_no, digest) DO NOTHING", telling: ["report_no"])

    private static let inboxInsertion = RowStatement.insert(
        into: "inbox", [.organisation, .integer("report_no"), .integer("events"), .integer("bytes")])
}

extension WriterMemory {
    fileprivate mutating func count(_ admission: Admission, isNew: Bool) {
        let refused = admission.rejected.values.reduce(0, +)
        self.count(IntakeCounter.received, admission.events + admission.repeatedEvents + refused)
        self.count(IntakeCounter.duplicate, admission.repeatedEvents + (isNew ? 0 : admission.events))
        for (reason, count) in admission.rejected { self.count(IntakeCounter.rejected(reason), count) }
    }
}
