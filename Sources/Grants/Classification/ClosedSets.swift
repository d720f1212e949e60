/// Whether an app is an AI.
package enum AIClass: String, Sendable, CaseIterable, Codable {
    /// The product itself is an AI: an assistant, an agent, a notetaker.
    case aiNative = "ai_native"
    /// An ordinary product with AI features.
    case aiEnabled = "ai_enabled"
    case notAI = "not_ai"
    /// Nobody knows. Never to be shown as safe.
    case unknown

    /// The outward answer to "is it AI?": `yes`, `no` or `unknown`.
    package var ai: String {
        switch self {
        case .aiNative: "yes"
        case .aiEnabled, .notAI: "no"
        case .unknown: "unknown"
        }
    }
}

/// What kind of access a request asked for.
package enum GrantKind: String, Sendable, CaseIterable, Codable {
    case data
    /// Sign-in alone: `openid profile email` and the like.
    case identityOnly = "identity_only"
    /// No scope was visible: absent, or pushed behind the browser's back (PAR). Not the same as no access.
    case noScope = "no_scope"
}

/// What a scope lets its holder do, weakest first.
package enum Access: String, Sendable, CaseIterable, Codable, Comparable {
    case identity, read, write, admin

    package static func < (left: Access, right: Access) -> Bool { left.rank < right.rank }
    private var rank: Int {
        switch self {
        case .identity: 0
        case .read: 1
        case .write: 2
        case .admin: 3
        }
    }
}

/// What a scope's data is about.
package enum DataClass: String, Sendable, CaseIterable, Codable {
    case mail, files, calendar, crm, messaging, directory, projects, finance, hr, analytics, identity, offline, other
    case sourceCode = "source_code"
    case cloudInfra = "cloud_infra"

    /// Its place in `allCases`.
    var position: UInt32 {
        switch self {
        case .mail: 0
        case .files: 1
        case .calendar: 2
        case .crm: 3
        case .messaging: 4
        case .directory: 5
        case .projects: 6
        case .finance: 7
        case .hr: 8
        case .analytics: 9
        case .identity: 10
        case .offline: 11
        case .other: 12
        case .sourceCode: 13
        case .cloudInfra: 14
        }
    }
}

/// How much harm a scope can do, least first.
package enum Sensitivity: String, Sendable, CaseIterable, Codable, Comparable {
    case low, medium, high, critical

    package static func < (left: Sensitivity, right: Sensitivity) -> Bool { left.rank < right.rank }
    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}

/// How a scope's meaning was found.
package enum ScopeBasis: String, Sendable, CaseIterable, Codable {
    /// The scope stands in the catalogue.
    case exact
    /// Its words were read by a rule.
    case grammar
    /// Nothing in it was understood; its sensitivity is at least medium.
    case unknown
}
