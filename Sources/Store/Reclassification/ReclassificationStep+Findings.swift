import Governance
import Grants
import Risk
import SQL

/// Findings under another catalogue: opened, changed or closed, never forgotten.
extension ReclassificationStep {
    /// Numbers of the next connections.
    func connections(_ limit: Int) throws -> [Int64] {
        try self.database.column(
            Int64.self,
            "SELECT connection_no FROM connections WHERE org_no = ? AND connection_no > ? ORDER BY connection_no LIMIT ?",
            [Store.organisation, self.run.position, limit])
    }

    mutating func rejudge(_ number: Int64) throws {
        guard let record = try self.record(of: number) else { return }
        guard record.liveness > .attempted else {
            // Its grants have gone to other connections; those tell where it goes on.
            if record.finding?.status.isUnderWay == true {
                try self.close(record, goingOnAs: self.successors(of: record))
            }
            return
        }
        try self.judge(record)
    }

    /// Judges a connection with grants that may be standing.
    private mutating func judge(_ record: ConnectionRecord) throws {
        var writer = FindingWriter(judge: self.judge, now: self.now, actor: Self.actor, because: self.run.facts)
        let facts = record.facts
        let decision = self.judge.analyser.decision(on: facts, self.judge.analyser.assessment(of: facts))
        switch record.finding?.status {
        case .open, .snoozed:
            guard decision == .open else { return try self.close(record, goingOnAs: []) }
            try writer.judge(record, .nothing, &self.application.memory, self.database)
        case .resolved:
            // What a person resolved stays resolved until it is seen again.
            guard decision == .open, try self.isClosedByCatalogue(record) else { return }
            try writer.judge(record, .something, &self.application.memory, self.database)
        case nil, .acknowledged, .falsePositive:
            try writer.judge(record, .nothing, &self.application.memory, self.database)
        }
        self.run.findingsOpened += writer.opened
        self.run.findingsChanged += writer.changed
    }

    /// The connections that a connection's grants have gone to, each judged.
    private mutating func successors(of record: ConnectionRecord) throws -> [ConnectionRecord] {
        let numbers = try self.database.column(
            Int64.self,
            """
            SELECT DISTINCT n.connection_no FROM clients k
            JOIN clients s ON s.org_no = k.org_no AND s.client_no = k.moved_to
            JOIN connections n ON n.org_no = s.org_no AND n.app_no = s.app_no AND n.resource_no = s.resource_no
            WHERE k.org_no = ? AND k.app_no = ? AND k.resource_no = ? AND n.liveness > 0
            ORDER BY n.connection_no LIMIT 10
            """, [Store.organisation, record.appNumber, record.resourceNumber])
        return try numbers.compactMap { number in
            guard let successor = try self.record(of: number) else { return nil }
            try self.judge(successor)
            return successor
        }
    }

    /// Ends a finding by the catalogue's word.
    private mutating func close(_ record: ConnectionRecord, goingOnAs successors: [ConnectionRecord]) throws {
        guard let finding = record.finding else { return }
        let names = successors.compactMap { $0.finding.map { "fnd_\($0.number)" } }
        let reason =
            "catalogue version \(self.run.to)" + (names.isEmpty ? "" : ": now \(names.joined(separator: ", "))")
        var facts = self.run.facts
        facts["from"] = .string(finding.status.rawValue)
        try FindingClosing(because: reason, now: self.now, actor: Self.actor).resolve(
            finding.number, endedAt: nil,
            targets: ["connection:\(record.number)"] + successors.map { "connection:\($0.number)" }
                + successors.compactMap { $0.finding.map { "finding:\($0.number)" } },
            facts: facts, &self.application.memory, self.database)
        self.run.findingsClosed += 1
    }

    private func isClosedByCatalogue(_ record: ConnectionRecord) throws -> Bool {
        guard let finding = record.finding else { return false }
        return try self.database.value(
            Bool.self, "SELECT status_by IS NULL FROM findings WHERE org_no = ? AND finding_no = ?",
            [Store.organisation, finding.number]) ?? false
    }

    // MARK: - Reading

    /// A connection with what the apps' and clients' rows now say, its marks brought up to them.
    private mutating func record(of number: Int64) throws -> ConnectionRecord? {
        guard let apps = try ConnectionLoading.apps(of: number, self.database),
            var found = try ConnectionLoading.row(app: apps.client, resource: apps.resource, self.database)
        else { return nil }
        if found.liveness > .attempted {
            found.marks = try self.marks(of: found, apps.identity.vendor)
            try self.database.execute(
                "UPDATE connections SET marks = ? WHERE org_no = ? AND connection_no = ?",
                [found.marks.rawValue, Store.organisation, number])
        }
        return try ConnectionLoading.record(
            found, app: apps.identity, resource: apps.resourceIdentity,
            access: self.application.scopeProfile(found.setNumber), self.database)
    }

    /// Marks with those about the clients' identities as they are now known.
    private func marks(
        of connection: ConnectionLoading.ConnectionRow, _ vendor: String
    ) throws -> ConnectionFacts.Marks {
        let traits = try self.database.column(
            Int.self,
            """
            SELECT DISTINCT k.traits FROM clients k
            WHERE k.org_no = ? AND k.app_no = ? AND k.resource_no = ? AND EXISTS (
                SELECT 1 FROM grants g WHERE g.org_no = k.org_no AND g.connection_no = ?
                    AND g.client_no = k.client_no AND g.liveness > 0)
            """, [Store.organisation, connection.app, connection.resource, connection.number]
        ).map(AppIdentity.Traits.init(rawValue:))
        var marks = connection.marks.subtracting([.identityReused, .unprovenClient, .scopeDrift, .publisherDrift])
        if traits.contains(where: { $0.contains(.identityReused) }) { marks.insert(.identityReused) }
        if !traits.allSatisfy({ $0.contains(.proven) }) { marks.insert(.unprovenClient) }
        if try self.hasGrownGrant(connection) { marks.insert(.scopeDrift) }
        if try self.hasRival(connection, vendor) { marks.insert(.publisherDrift) }
        return marks
    }

    private func hasGrownGrant(_ connection: ConnectionLoading.ConnectionRow) throws -> Bool {
        try self.database.value(
            Bool.self,
            "SELECT EXISTS (SELECT 1 FROM grants WHERE org_no = ? AND connection_no = ? AND has_grown = 1)",
            [Store.organisation, connection.number]) ?? false
    }

    /// Whether a client id of its grants has grants under another publisher's name, too.
    private func hasRival(_ connection: ConnectionLoading.ConnectionRow, _ vendor: String) throws -> Bool {
        try self.database.value(
            Bool.self,
            """
            SELECT EXISTS (
                SELECT 1 FROM clients m CROSS JOIN \(BatchApplication.rivals)
                WHERE k.org_no = m.org_no AND k.resource_no = m.resource_no AND k.client_id = m.client_id
                    AND k.app_no <> m.app_no AND \(BatchApplication.isRival)
                    AND m.org_no = ? AND m.app_no = ? AND m.resource_no = ? AND m.client_id > ''
                    AND EXISTS (SELECT 1 FROM grants g WHERE g.org_no = m.org_no
                        AND g.connection_no = ? AND g.client_no = m.client_no AND g.liveness > 0))
            """,
            [vendor, Store.organisation, connection.app, connection.resource, connection.number]) ?? false
    }
}

extension FindingStatus {
    /// Whether it still asks for somebody's attention, now or later.
    fileprivate var isUnderWay: Bool { self == .open || self == .snoozed }
}
