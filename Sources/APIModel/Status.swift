/// What the service holds and how far it has come.
package struct StatusBody: Codable, Sendable, Equatable {
    package var version: String
    /// Reports ever kept.
    package var reports: Int
    package var receivedEvents: Int
    package var storedEvents: Int
    package var duplicateEvents: Int
    /// By reason.
    package var rejectedEvents: [String: Int]
    package var setAsideEvents: Int
    /// Events that wait for analysis.
    package var backlogEvents: Int
    /// Whether received = stored + duplicate + rejected + set aside + waiting.
    package var balanced: Bool
    /// Open findings.
    package var findings: Int
    package var catalogVersion: String
    package var modelVersion: String
    package var policyVersion: String
    /// Since when no action starts; absent unless the policy is frozen.
    package var frozenSince: String?

    package init(
        version: String, reports: Int, receivedEvents: Int, storedEvents: Int, duplicateEvents: Int,
        rejectedEvents: [String: Int], setAsideEvents: Int, backlogEvents: Int, balanced: Bool,
        findings: Int, catalogVersion: String, modelVersion: String, policyVersion: String,
        frozenSince: String? = nil
    ) {
        self.version = version
        self.reports = reports
        self.receivedEvents = receivedEvents
        self.storedEvents = storedEvents
        self.duplicateEvents = duplicateEvents
        self.rejectedEvents = rejectedEvents
        self.setAsideEvents = setAsideEvents
        self.backlogEvents = backlogEvents
        self.balanced = balanced
        self.findings = findings
        self.catalogVersion = catalogVersion
        self.modelVersion = modelVersion
        self.policyVersion = policyVersion
        self.frozenSince = frozenSince
    }

    private enum CodingKeys: String, CodingKey {
        case version, reports, balanced, findings
        case receivedEvents = "received_events"
        case storedEvents = "stored_events"
        case duplicateEvents = "duplicate_events"
        case rejectedEvents = "rejected_events"
        case setAsideEvents = "set_aside_events"
        case backlogEvents = "backlog_events"
        case catalogVersion = "catalog_version"
        case modelVersion = "model_version"
        case policyVersion = "policy_version"
        case frozenSince = "frozen_since"
    }
}

/// What applying a policy did.
package struct PolicyAnswer: Codable, Sendable, Equatable {
    package var version: String
    package var changedProposals: Int

    package init(
        version: String, changedProposals: Int
    ) {
        self.version = version
        self.changedProposals = changedProposals
    }

    private enum CodingKeys: String, CodingKey {
        case version
        case changedProposals = "changed_proposals"
    }
}
