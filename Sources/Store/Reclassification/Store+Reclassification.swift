import Foundation
package import Grants
import SQL

/// Bringing history under another catalogue: each call is one bounded transaction, and any process can go on after
/// any of them.
extension Store {
    /// The newest pass over history; `nil` before the first.
    package func reclassification() async throws -> Reclassification? {
        try await self.read { try Reclassification.newest(in: $0) }
    }

    /// Begins a pass for a catalogue, or finds the one that is there.
    ///
    /// - Parameter label: the catalogue's name, never text from outside.
    /// - Returns: the pass to go on with, or one that has ended when history stands under this catalogue already.
    package func beginReclassification(to label: String, now: Timestamp, as duty: Duty) async throws -> Reclassification
    {
        let session = self.session
        return try await self.lane.perform { database in
            try duty.check(database)
            return try session.change(database) { memory in
                let last = try Reclassification.newest(in: database)
                if let last, last.to == label, last.phase != .superseded { return last }
                if var last, last.isUnderWay {
                    let before = last
                    last.phase = .superseded
                    try last.save(after: before, database)
                }
                let counts = try ["clients", "scope_sets", "connections"]
                    .map { try Reclassification.count($0, database) }
                let total = counts.reduce(0, +)
                let run = Reclassification(
                    number: (last?.number ?? 0) + 1, from: last?.to ?? "", to: label,
                    phase: total == 0 ? .finished : .clients, position: 0, done: 0, total: total, grantsMoved: 0,
                    findingsOpened: 0, findingsChanged: 0, findingsClosed: 0, startedAt: now, changedAt: now)
                try database.execute(
                    """
                    INSERT INTO reclassifications (org_no, run_no, from_catalog, to_catalog, phase, position, done,
                        total, grants_moved, findings_opened, findings_changed, findings_closed, started_at, changed_at)
                    VALUES (?, ?, ?, ?, ?, 0, 0, ?, 0, 0, 0, 0, ?, ?)
                    """,
                    [
                        Store.organisation, run.number, run.from, run.to, run.phase.rawValue, total,
                        now.milliseconds, now.milliseconds,
                    ])
                if total > 0 { ReclassificationStep.log("catalog.reclassify.begin", run, now, &memory) }
                return run
            }
        }
    }

    /// Clients that the pass has not looked at.
    package func keptClients(of run: Reclassification, limit: Int) async throws -> [KeptClient] {
        try await self.read { try KeptClient.after(run.position, limit: limit, $0) }
    }

    /// Sets of visible scopes that the pass has not looked at.
    package func keptScopes(of run: Reclassification, limit: Int) async throws -> [KeptScopes] {
        try await self.read { database in
            try database.rows(
                """
                SELECT s.set_no, s.scopes, r.provider_id FROM scope_sets s
                JOIN apps r ON r.org_no = s.org_no AND r.app_no = s.resource_no
                WHERE s.org_no = ? AND s.set_no > ? AND s.scopes IS NOT NULL ORDER BY s.set_no LIMIT ?
                """, [Store.organisation, run.position, limit]
            ).map { row in
                let scopes = try JSONDecoder().decode([ClassifiedScope].self, from: Data((row[1] as String).utf8))
                return KeptScopes(number: row[0], scopes: scopes.map(\.scope), providerID: row[2])
            }
        }
    }

    /// Moves clients, with their grants, to the apps that they are now known to be.
    ///
    /// - Parameters:
    ///   - clients: the next ones, each with what the catalogue says; none ends the phase.
    ///   - grants: how many grants are moved at most; the rest follows with the same clients in the next call.
    package func reclassify(
        clients: [(client: KeptClient, profile: ClientProfile)], of run: Reclassification, grants: Int, judge: Judge,
        now: Timestamp, as duty: Duty
    ) async throws -> Reclassification {
        try await self.step(of: run, judge: judge, now: now, as: duty) { step in
            guard !clients.isEmpty else { return try step.endPhase() }
            var room = grants
            for (client, profile) in clients {
                guard try step.move(client, to: profile, room: &room) else { return }
                step.run.position = client.number
                step.run.done += 1
            }
        }
    }

    /// Gives sets of scopes the meaning that they are now known to have; none ends the phase.
    package func reclassify(
        scopes: [(number: Int64, profile: ScopeProfile)], of run: Reclassification, judge: Judge, now: Timestamp,
        as duty: Duty
    ) async throws -> Reclassification {
        try await self.step(of: run, judge: judge, now: now, as: duty) { step in
            guard !scopes.isEmpty else { return try step.endPhase() }
            for (number, profile) in scopes {
                try step.rewrite(number, as: profile)
                step.run.position = number
                step.run.done += 1
            }
        }
    }

    /// Judges the next connections anew; when there is none, the pass has ended.
    package func rejudge(
        _ limit: Int, of run: Reclassification, judge: Judge, now: Timestamp, as duty: Duty
    ) async throws -> Reclassification {
        try await self.step(of: run, judge: judge, now: now, as: duty) { step in
            let numbers = try step.connections(limit)
            guard !numbers.isEmpty else { return try step.endPhase() }
            for number in numbers {
                try step.rejudge(number)
                step.run.position = number
                step.run.done += 1
            }
        }
    }

    /// One bounded part of a pass, in a transaction of its own.
    private func step(
        of run: Reclassification, judge: Judge, now: Timestamp, as duty: Duty,
        _ body: @escaping @Sendable (inout ReclassificationStep) throws -> Void
    ) async throws -> Reclassification {
        let session = self.session
        return try await self.lane.perform { database in
            try duty.check(database)
            return try session.change(database) { memory in
                memory.forgetClassifications()
                var step = ReclassificationStep(
                    run: run, memory: memory, judge: try PolicyChange.inForce(judge, database), now: now,
                    database: database)
                memory = WriterMemory()
                defer {
                    memory = step.application.memory
                    memory.forgetClassifications()
                }
                try body(&step)
                try step.run.save(after: run, database)
                return step.run
            }
        }
    }
}
