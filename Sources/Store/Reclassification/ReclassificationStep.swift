import Governance
import Grants
import Risk
import SQL

/// One transaction of a pass over history.
struct ReclassificationStep {
    var run: Reclassification
    /// Finds and makes the rows that clients move to.
    var application: BatchApplication
    let judge: Judge
    let now: Timestamp
    let database: any SQLSession

    static let actor = "system:reclassification"

    init(run: Reclassification, memory: WriterMemory, judge: Judge, now: Timestamp, database: any SQLSession) {
        self.run = run
        self.run.changedAt = now
        self.application = BatchApplication(memory: memory, judge: judge, now: now, writer: 0, database: database)
        self.judge = judge
        self.now = now
        self.database = database
    }

    static func log(_ type: String, _ run: Reclassification, _ now: Timestamp, _ memory: inout WriterMemory) {
        var facts = run.facts
        if type.hasSuffix("finish") {
            facts["grants_moved"] = CanonicalJSON(run.grantsMoved)
            facts["findings_opened"] = CanonicalJSON(run.findingsOpened)
            facts["findings_changed"] = CanonicalJSON(run.findingsChanged)
            facts["findings_closed"] = CanonicalJSON(run.findingsClosed)
        }
        LogWriter.append(
            LogEntry(
                type: type, at: now, actor: self.actor, targets: ["reclassification:\(run.number)"], facts: facts),
            &memory)
    }

    /// Goes on with the next phase from its beginning.
    mutating func endPhase() throws {
        self.run.phase = self.run.phase.next
        self.run.position = 0
        switch self.run.phase {
        case .clients, .superseded: break
        case .scopes:
            self.run.total =
                try self.run.done + Reclassification.count("scope_sets", self.database)
                + Reclassification.count("connections", self.database)
        case .connections: self.run.total = try self.run.done + Reclassification.count("connections", self.database)
        case .finished:
            self.run.total = self.run.done
            Self.log("catalog.reclassify.finish", self.run, self.now, &self.application.memory)
        }
    }

    // MARK: - Scopes

    /// Writes what a set of scopes means; the scopes themselves stay.
    mutating func rewrite(_ number: Int64, as profile: ScopeProfile) throws {
        try self.database.execute(
            """
            UPDATE scope_sets SET scopes = ?, kind = ?, access = ?, sensitivity = ?, data_classes = ?
            WHERE org_no = ? AND set_no = ?
            """,
            [
                try profile.scopes.map(BatchApplication.json), profile.kind.rawValue, profile.access?.rawValue,
                profile.sensitivity?.rawValue, profile.dataClasses.map(\.rawValue).joined(separator: " "),
                Store.organisation, number,
            ])
    }

    // MARK: - Apps

    /// Writes what is now known of an app. Of several clients of one app the surest speaks.
    mutating func describe(app number: Int64, as app: AppIdentity, _ evidence: [Evidence]) throws {
        let row = try self.database.row(
            "SELECT ai_class, name FROM apps WHERE org_no = ? AND app_no = ?", [Store.organisation, number])
        let changed = try self.database.execute(
            """
            UPDATE apps SET name = ?, vendor = ?, category = ?, ai_class = ?, traits = ?, rule = ?, confidence = ?,
                evidence = ?, run_no = ?
            WHERE org_no = ? AND app_no = ? AND (run_no < ? OR confidence < ?)
            """,
            [
                app.name, app.vendor, app.category, app.aiClass.rawValue, app.traits.rawValue, app.rule,
                app.confidence, try BatchApplication.json(evidence), self.run.number, Store.organisation, number,
                self.run.number, app.confidence,
            ])
        guard changed == 1, let before: String = row?[0], before != app.aiClass.rawValue else { return }
        var facts = self.run.facts
        facts["from_ai_class"] = .string(before)
        facts["to_ai_class"] = .string(app.aiClass.rawValue)
        LogWriter.append(
            LogEntry(
                type: "app.reclassify", at: self.now, actor: Self.actor, targets: ["app:\(number)"], facts: facts),
            &self.application.memory)
    }

    mutating func describe(resource number: Int64, as resource: ResourceIdentity, _ evidence: [Evidence]) throws {
        let sign = evidence.first { $0.field == "resource_app" }
        try self.database.execute(
            """
            UPDATE apps SET name = ?, category = ?, provider_id = ?, rule = ?, confidence = ?, evidence = ?, run_no = ?
            WHERE org_no = ? AND app_no = ? AND run_no < ?
            """,
            [
                resource.name, resource.category, resource.providerID, sign?.rule ?? "unknown_provider",
                sign?.confidence ?? 0, try BatchApplication.json(sign.map { [$0] } ?? []), self.run.number,
                Store.organisation, number, self.run.number,
            ])
    }
}
