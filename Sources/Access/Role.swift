/// What an API token may do. Raw values are wire names.
package enum Role: String, Sendable, CaseIterable, Codable {
    case viewer, analyst, remediator, auditor, admin
}

/// What a route asks of its caller.
package enum Permission: String, Sendable, CaseIterable {
    /// Read findings, grants, connections, apps, actions, policy, status.
    case readInventory
    /// Read the system log.
    case readLog
    /// Move findings through their life.
    case decideFindings
    /// Propose actions.
    case proposeActions
    /// Approve and reject actions, take them back and resume them.
    case approveActions
    /// Try jobs again, cancel them and say that a manual task is done.
    case manageJobs
    /// Connect apps' own interfaces and keep their secrets; outgoing events.
    case manageConnectors
    /// Keep every action from starting, and let them start again.
    case freezePolicy
    /// Try a risk model on what is stored.
    case testModels
    /// Apply policies.
    case changePolicy
    /// Correct what the catalogue says of an app.
    case correctCatalog
    /// Import a signed catalogue, and sanction apps.
    case replaceCatalog
    /// Create, list and end tokens.
    case manageTokens
    /// Change the list by which the plugin opens its coaching page.
    case changePluginPolicy
    /// Export and erase what is held about a person.
    case managePeople

    /// The one table of who may do what.
    package var roles: Set<Role> {
        switch self {
        case .readInventory: [.viewer, .analyst, .remediator, .auditor, .admin]
        case .readLog: [.auditor, .admin]
        case .decideFindings, .proposeActions: [.analyst, .remediator, .admin]
        case .approveActions, .manageJobs, .freezePolicy: [.remediator, .admin]
        case .changePluginPolicy: [.remediator, .admin]
        case .testModels, .correctCatalog: [.analyst, .admin]
        case .changePolicy, .replaceCatalog, .manageTokens, .managePeople, .manageConnectors: [.admin]
        }
    }
}
