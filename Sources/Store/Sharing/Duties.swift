import SQL

/// Work that one process at a time does for all.
package enum DutyName: String, Sendable {
    /// Ends of snoozes, expiry of kept reports, checkpoints of the log.
    case housekeeping
    /// Turning reports into grants and findings. One process's memory of what is known saves most look-ups; two that
    /// took turns would each forget it at the other's every batch, and could not apply two batches at once anyway.
    case analysis
    /// Bringing history under another catalogue.
    case reclassification
    /// Carrying out approved actions.
    case remediation
    /// Sending outgoing events.
    case webhooks
}

/// The right to do it, as it was given. A process that was stopped and comes back holds one that is worth nothing: each
/// transaction of the duty checks the fencing number, which rises with every new holder.
package struct Duty: Sendable {
    let name: DutyName
    let fence: Int64

    /// Whether nobody else had the duty between the two.
    package func isSame(as other: Duty) -> Bool { self.name == other.name && self.fence == other.fence }

    /// - Throws: `conflict` when another process has taken over; none can while the transaction runs.
    func check(_ database: any SQLSession) throws {
        guard database.dialect == .postgres else { return }
        let fence = try database.value(
            Int64.self, "SELECT fence FROM duties WHERE org_no = ? AND name = ? FOR SHARE",
            [Store.organisation, self.name.rawValue])
        guard fence == self.fence else {
            throw StoreError(.conflict, "another process has taken over \(self.name.rawValue)")
        }
    }
}

extension Store {
    /// Takes a duty, or keeps it. With one process there is nobody to ask.
    ///
    /// - Returns: `nil` while another process that lives has it.
    package func duty(_ name: DutyName) async throws -> Duty? {
        guard self.engine.dialect == .postgres else { return Duty(name: name, fence: 0) }
        let writer = self.session.writer
        let fence = try await self.lane.perform { try Self.takeDuty(name, for: writer, $0) }
        return fence.map { Duty(name: name, fence: $0) }
    }

    /// The fencing number; `nil` while another process that lives has the duty.
    static func takeDuty(_ name: DutyName, for writer: Int64, _ database: any SQLSession) throws -> Int64? {
        try database.value(
            Int64.self,
            """
            INSERT INTO duties (org_no, name, writer_no, fence, lease_until)
            VALUES (?, ?, ?, 1, \(Self.serverTime) + ?)
            ON CONFLICT (org_no, name) DO UPDATE SET
                writer_no = excluded.writer_no, lease_until = excluded.lease_until,
                fence = CASE WHEN duties.writer_no = excluded.writer_no THEN duties.fence ELSE duties.fence + 1 END
            WHERE duties.writer_no = excluded.writer_no OR duties.lease_until <= \(Self.serverTime)
            RETURNING fence
            """,
            [Store.organisation, name.rawValue, writer, Self.leaseMilliseconds])
    }

    /// Forgets processes that gave no sign of life for a day.
    package func forgetDeadWriters(_ duty: Duty) async throws {
        guard self.engine.dialect == .postgres else { return }
        _ = try await self.lane.perform { database in
            try duty.check(database)
            return try database.execute(
                "DELETE FROM writers WHERE org_no = ? AND lease_until < \(Self.serverTime) - 86400000",
                [Store.organisation])
        }
    }
}
