/// All that is held about one person.
package struct PersonBody: Codable, Sendable, Equatable {
    package var id: String
    package var address: String?
    package var domain: String?
    package var knownSince: String
    package var grants: [GrantBody]

    package init(
        id: String, address: String? = nil, domain: String? = nil, knownSince: String,
        grants: [GrantBody]
    ) {
        self.id = id
        self.address = address
        self.domain = domain
        self.knownSince = knownSince
        self.grants = grants
    }

    private enum CodingKeys: String, CodingKey {
        case id, address, domain, grants
        case knownSince = "known_since"
    }
}

/// What an erasure did.
package struct ErasureBody: Codable, Sendable, Equatable {
    /// Absent when only reports that waited for analysis named the person.
    package var id: String?
    /// Kept reports that were emptied.
    package var reports: Int

    package init(id: String?, reports: Int) {
        self.id = id
        self.reports = reports
    }
}
