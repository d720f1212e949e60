/// How a person takes a grant away where no interface does: one provider, one kind of person.
///
/// Consoles change their menus often, so a guide says when it was last read at the vendor's, and a task made of it is
/// closed by what confirms it or by a person's word, never by itself.
package struct ManualGuide: Sendable, Equatable {
    /// Who has to do it. Raw values are wire names: never rename, only add.
    package enum Person: String, Sendable, Codable, CaseIterable {
        /// The one who granted.
        case account
        /// An administrator of the provider's organisation.
        case administrator
    }

    /// Of the shipped catalogue; `nil` for the guide that fits any provider.
    package var provider: String?
    package var person: Person
    /// The page to begin at; `{…}` stands for what the reader has to fill in. `nil` when the vendor has no one page.
    package var link: String?
    /// At most `longest` lines, in order.
    package var steps: [String]
    /// What shows afterwards that the grant is gone.
    package var confirmation: String
    /// Year and month when the vendor's page was read; `nil`: from general knowledge alone.
    package var lastChecked: String?
    /// How long access may go on after it was taken away, seconds.
    package var residualAccessSeconds: Int?

    /// Steps of a guide at the most.
    package static let longest = 6

    /// Guides for a provider's grants, the surest way first.
    ///
    /// - Parameter provider: an id of the shipped catalogue, or `nil` when the provider is not known.
    /// - Returns: never empty: what is not in the table gets the guide that fits any provider.
    package static func guides(for provider: String?) -> [ManualGuide] {
        let own = self.table.filter { $0.provider == provider && provider != nil }
        return own.isEmpty ? [self.anyProvider] : own
    }

    /// The providers that have guides of their own.
    package static var providers: Set<String> { Set(self.table.compactMap(\.provider)) }

    /// In the order of their providers; the surest way of each first.
    static let table = Self.providersAToG + Self.providersHToZ

    /// The settings of almost every app with an OAuth server have such a page.
    static let anyProvider = ManualGuide(
        provider: nil, person: .account, link: nil,
        steps: [
            "Sign in to the app with the account that granted.",
            "Open its settings and look for connected, authorised or third-party apps, under security or integrations.",
            "Choose the app by its exact name and compare the scopes shown with those of this task.",
            "Revoke, remove or disconnect it.",
            "Where the app has no such page, change the password and end all sessions, or ask the app's support.",
        ],
        confirmation: "The app is no longer listed, and no new consent to it is seen.", lastChecked: nil,
        residualAccessSeconds: nil)
}
