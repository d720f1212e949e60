/// An app as other objects name it.
package struct AppReference: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    package var category: String
    /// `ai_native`, `ai_enabled`, `not_ai` or `unknown`.
    package var aiClass: String
    /// `yes`, `no` or `unknown`.
    package var ai: String

    package init(
        id: String, name: String, category: String, aiClass: String, ai: String
    ) {
        self.id = id
        self.name = name
        self.category = category
        self.aiClass = aiClass
        self.ai = ai
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, category, ai
        case aiClass = "ai_class"
    }
}

/// An app.
package struct AppBody: Codable, Sendable, Equatable {
    package var id: String
    /// `client` or `resource`.
    package var role: String
    package var name: String
    package var vendor: String
    package var category: String
    package var aiClass: String
    package var ai: String
    package var traits: [String]
    package var rule: String
    package var confidence: Double
    package var provider: String?
    package var connections: Int
    package var people: Int
    package var highestScore: Int?
    package var firstSeen: String
    package var evidence: [EvidenceBody]

    package init(
        id: String, role: String, name: String, vendor: String, category: String, aiClass: String,
        ai: String, traits: [String], rule: String, confidence: Double, provider: String? = nil,
        connections: Int, people: Int, highestScore: Int? = nil, firstSeen: String,
        evidence: [EvidenceBody]
    ) {
        self.id = id
        self.role = role
        self.name = name
        self.vendor = vendor
        self.category = category
        self.aiClass = aiClass
        self.ai = ai
        self.traits = traits
        self.rule = rule
        self.confidence = confidence
        self.provider = provider
        self.connections = connections
        self.people = people
        self.highestScore = highestScore
        self.firstSeen = firstSeen
        self.evidence = evidence
    }

    private enum CodingKeys: String, CodingKey {
        case id, role, name, vendor, category, ai, traits, rule, confidence, provider, connections, people, evidence
        case aiClass = "ai_class"
        case highestScore = "highest_score"
        case firstSeen = "first_seen"
    }
}
