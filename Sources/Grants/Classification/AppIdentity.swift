/// Who an app is, as far as the evidence goes.
package struct AppIdentity: Sendable, Hashable {
    /// Stable within an organisation: two sightings of one app have one key.
    package var key: String
    package var name: String
    /// Empty when unknown.
    package var vendor: String
    /// The catalogue's category, `broker`, or `unknown`.
    package var category: String
    package var aiClass: AIClass
    package var traits: Traits
    /// The rule that recognised it.
    package var rule: String
    /// 0 to 1.
    package var confidence: Double

    package init(
        key: String, name: String, vendor: String = "", category: String = "unknown", aiClass: AIClass = .unknown,
        traits: Traits = [], rule: String, confidence: Double
    ) {
        self.key = key
        self.name = name
        self.vendor = vendor
        self.category = category
        self.aiClass = aiClass
        self.traits = traits
        self.rule = rule
        self.confidence = confidence
    }

    /// What is special about an app.
    package struct Traits: OptionSet, Sendable, Hashable {
        package let rawValue: Int

        package init(rawValue: Int) { self.rawValue = rawValue }

        /// The resource's own vendor published it, proved by an exact client id.
        package static let firstParty = Traits(rawValue: 1 << 0)
        /// Seen in attacks on mailboxes.
        package static let abused = Traits(rawValue: 1 << 1)
        /// Hands the access on to somebody else.
        package static let broker = Traits(rawValue: 1 << 2)
        package static let notetaker = Traits(rawValue: 1 << 3)
        /// Shaped like an agent that talks to tool servers (MCP).
        package static let agentShaped = Traits(rawValue: 1 << 4)
        /// Its identity is one that the client can not choose (exact id with known redirect, or metadata URL).
        package static let proven = Traits(rawValue: 1 << 5)
        /// A known id answered to a redirect host that is not this app's.
        package static let identityReused = Traits(rawValue: 1 << 6)
        /// The organisation lets its people use it. Counts only together with `proven`.
        package static let sanctioned = Traits(rawValue: 1 << 7)

        private static let names: [(Traits, String)] = [
            (.firstParty, "first_party"), (.abused, "abused"), (.broker, "broker"), (.notetaker, "notetaker"),
            (.agentShaped, "agent_shaped"), (.proven, "proven"), (.identityReused, "identity_reused"),
            (.sanctioned, "sanctioned"),
        ]

        /// Wire names, in a fixed order.
        package var names: [String] { Self.names.filter { self.contains($0.0) }.map(\.1) }

        package init(names: some Sequence<Substring>) {
            self = names.reduce(into: []) { traits, name in
                if let match = Self.names.first(where: { $0.1 == name }) { traits.insert(match.0) }
            }
        }
    }
}

/// The app that holds the data.
package struct ResourceIdentity: Sendable, Hashable {
    package var key: String
    package var name: String
    /// An id of the provider catalogue, or `nil` when the provider is unknown.
    package var providerID: String?
    package var category: String

    package init(key: String, name: String, providerID: String?, category: String) {
        self.key = key
        self.name = name
        self.providerID = providerID
        self.category = category
    }
}
