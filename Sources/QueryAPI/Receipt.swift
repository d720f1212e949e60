/// What the page of a receipt reads of it.
struct Receipt: Decodable {
    struct Approval: Decodable {
        var person: String
        var at: String
    }

    struct Asked: Decodable {
        var action: String
        var kind: String
        var grant: String?
        var client: String?
        var person: String?
        var provider: String?
        var rule: String
        var proposedBy: String
        var proposedAt: String
        var approvals: [Approval]

        private enum CodingKeys: String, CodingKey {
            case action, kind, grant, client, person, provider, rule, approvals
            case proposedBy = "proposed_by"
            case proposedAt = "proposed_at"
        }
    }

    struct Attempt: Decodable {
        var number: Int
        var step: String
        var startedAt: String
        var finishedAt: String?
        var outcome: String?
        var detail: String
        var requestIDs: [String]
        /// The person whose word this is; absent for what a connector did.
        var attestedBy: String?

        private enum CodingKeys: String, CodingKey {
            case number, step, outcome, detail
            case startedAt = "started_at"
            case finishedAt = "finished_at"
            case requestIDs = "request_ids"
            case attestedBy = "attested_by"
        }
    }

    struct Connector: Decodable {
        var id: String
        var kind: String
        var name: String
        var isTest: Bool

        private enum CodingKeys: String, CodingKey {
            case id, kind, name
            case isTest = "is_test"
        }
    }

    var job: String
    var asked: Asked
    var outcome: String?
    var attempts: [Attempt]
    var connector: Connector?
    var queuedAt: String?
    var calledAt: String?
    var absentSince: String?
    var residualUntil: String?
    var madeAt: String

    private enum CodingKeys: String, CodingKey {
        case job, asked, outcome, attempts, connector
        case queuedAt = "queued_at"
        case calledAt = "called_at"
        case absentSince = "absent_since"
        case residualUntil = "residual_access_until"
        case madeAt = "made_at"
    }

    /// In the order in which a person asks.
    var facts: [(String, String)] {
        let approvals = self.asked.approvals.map { "\($0.person) at \($0.at)" }
        let connector = self.connector.map { connector in
            "\(connector.name) (\(connector.id), \(connector.kind))\(connector.isTest ? " — TEST" : "")"
        }
        return [
            ("Asked", "\(self.asked.kind) \(self.asked.grant ?? self.asked.client ?? "")"),
            ("Person", self.asked.person ?? "–"), ("Provider", self.asked.provider ?? "–"),
            ("Action", "\(self.asked.action), rule \(self.asked.rule)"),
            ("Proposed by", "\(self.asked.proposedBy) at \(self.asked.proposedAt)"),
            ("Approved by", approvals.isEmpty ? "–" : approvals.joined(separator: ", ")),
            ("Connector", connector ?? "none: done by hand"), ("Queued", self.queuedAt ?? "–"),
            ("The app confirmed", self.calledAt ?? "–"), ("First seen to be gone", self.absentSince ?? "–"),
            ("Tokens may live on until", self.residualUntil ?? "not known"), ("Receipt made", self.madeAt),
        ]
    }
}
