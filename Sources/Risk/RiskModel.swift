/// The weights by which signals become a score. Data: `risk-model.json`, described by
/// `schemas/risk-model.v1.json`.
package struct RiskModel: Sendable, Codable, Equatable {
    package static let formatName = "gnomon.risk-model/1"

    package var format: String
    package var version: String
    /// The least score at which a connection opens a finding.
    package var openAt: Int
    package var signals: [Weight]
    package var limits: [Limit]

    /// What one signal adds.
    package struct Weight: Sendable, Codable, Equatable {
        package var id: Signal
        /// −100 to 100.
        package var points: Int
        package var label: String
    }

    /// A bound that one signal sets to the score, whatever else adds up.
    package struct Limit: Sendable, Codable, Equatable {
        package var id: Signal
        package var atLeast: Int?
        package var atMost: Int?
        package var label: String

        /// The score, lifted or lowered to this limit.
        func bounded(_ score: Int) -> Int {
            let lifted = self.atLeast.map { max(score, $0) } ?? score
            return self.atMost.map { min(lifted, $0) } ?? lifted
        }

        private enum CodingKeys: String, CodingKey {
            case id, label
            case atLeast = "at_least"
            case atMost = "at_most"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case format, version, signals, limits
        case openAt = "open_at"
    }
}

/// A named fact about a connection that moves its score. Raw values are wire names: never rename, only add.
package enum Signal: String, Sendable, CaseIterable, Codable {
    // Who the client is.
    case aiNativeClient = "ai_native_client"
    case aiEnabledClient = "ai_enabled_client"
    case unknownClient = "unknown_client"
    case broker
    case notetaker
    case agentShaped = "agent_shaped"
    case firstParty = "first_party"
    case knownNotAI = "known_not_ai"
    case abusedApp = "abused_app"
    case identityReused = "identity_reused"
    case redirectDrift = "redirect_drift"
    case publisherDrift = "publisher_drift"
    case sanctionedApp = "sanctioned_app"
    // What it may do.
    case scopeCritical = "scope_critical"
    case scopeHigh = "scope_high"
    case scopeMedium = "scope_medium"
    case scopeLow = "scope_low"
    case scopeNotVisible = "scope_not_visible"
    case scopeUnknown = "scope_unknown"
    case scopeDrift = "scope_drift"
    case canAdminister = "can_administer"
    case canWrite = "can_write"
    case mailAccess = "mail_access"
    case broadData = "broad_data"
    case mailFilesOffline = "mail_files_offline"
    case standingAccess = "standing_access"
    case loopbackAdmin = "loopback_admin"
    case tenantWideConsent = "tenant_wide_consent"
    case unknownProvider = "unknown_provider"
    case signInOnly = "sign_in_only"
    case aiAccountOnly = "ai_account_only"
    // Who granted it, and how sure that is.
    case manyPeople = "many_people"
    case rareClient = "rare_client"
    case unmanagedAccount = "unmanaged_account"
    case unconfirmed
    case noLiveGrant = "no_live_grant"
}
