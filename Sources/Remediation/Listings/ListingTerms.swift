package import Store

/// How listings work here, by settings.
package struct ListingTerms: Sendable {
    package var rules: ListingRules
    /// Milliseconds from the beginning of a connector's listing to that of its next; 0: only when asked.
    package var interval: Int64
    /// Mail domains of the organisation; of an address outside them only the domain is kept. Empty: every one is kept.
    package var managedDomains: Set<String>

    package init(rules: ListingRules = ListingRules(), interval: Int64, managedDomains: Set<String>) {
        self.rules = rules
        self.interval = interval
        self.managedDomains = managedDomains
    }
}
