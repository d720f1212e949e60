/// One entry of the system log.
package struct LogEntryBody: Codable, Sendable, Equatable {
    package var sequence: Int64
    package var type: String
    package var at: String
    package var actor: String
    package var targets: [String]
    package var outcome: String
    package var facts: [String: FactBody]
    /// SHA-256 of the entry's canonical bytes, hexadecimal.
    package var hash: String
    /// Why, in the words of the person who acted; empty after an erasure. No part of what is hashed.
    package var reason: String?

    package init(
        sequence: Int64, type: String, at: String, actor: String, targets: [String], outcome: String,
        facts: [String: FactBody], hash: String,
        reason: String? = nil
    ) {
        self.sequence = sequence
        self.type = type
        self.at = at
        self.actor = actor
        self.targets = targets
        self.outcome = outcome
        self.facts = facts
        self.hash = hash
        self.reason = reason
    }
}

/// One fact of a log entry: a text, a number, a truth or a list of texts.
package enum FactBody: Codable, Sendable, Equatable {
    case text(String)
    case number(Int64)
    case truth(Bool)
    case texts([String])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let texts = try? container.decode([String].self) {
            self = .texts(texts)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .truth(let value): try container.encode(value)
        case .texts(let values): try container.encode(values)
        }
    }
}
