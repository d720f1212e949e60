package import Grants

/// A client at whose flows the plugin is to open its coaching page.
package struct PluginPolicyEntry: Sendable, Equatable {
    /// How the organisation stands to a client. Raw values are wire names.
    package enum State: String, Sendable, CaseIterable {
        case blocked, unreviewed
    }

    /// What people are to use instead.
    package struct Alternative: Sendable, Equatable {
        package var name: String
        /// An https address.
        package var url: String

        package init(name: String, url: String) {
            self.name = name
            self.url = url
        }
    }

    /// Of `providers.json`.
    package var providerID: String
    package var clientID: String
    package var state: State
    /// For the person who reads the page.
    package var reason: String
    package var alternative: Alternative?

    package init(providerID: String, clientID: String, state: State, reason: String, alternative: Alternative? = nil) {
        self.providerID = providerID
        self.clientID = clientID
        self.state = state
        self.reason = reason
        self.alternative = alternative
    }
}

/// An entry with its author.
package struct PluginPolicyRecord: Sendable, Equatable {
    package var number: Int64
    package var entry: PluginPolicyEntry
    package var createdAt: Timestamp
    package var authorNumber: Int64
    /// The author's name as the tokens have it.
    package var author: String
}

/// The whole list by which the plugin opens its page.
package struct PluginPolicy: Sendable, Equatable {
    /// 1 for the list that nobody has changed; one more with each change of its content.
    package var issue: Int64
    /// When the content changed last; `nil` when it never did.
    package var changedAt: Timestamp?
    /// In order of their numbers.
    package var entries: [PluginPolicyRecord]
    /// What the page says above all reasons; empty for nothing.
    package var message: String
}
