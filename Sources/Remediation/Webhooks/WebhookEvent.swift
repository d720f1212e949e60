import Foundation
import Governance
import Grants
import Store

/// A log entry as a receiver gets it: ids, facts of closed vocabularies, and addresses only where they were asked for.
struct WebhookEvent: Encodable {
    struct Subject: Encodable {
        var kind: String
        var id: String
        var address: String?
    }

    struct Content: Encodable {
        var sequence: Int64
        var actor: String
        var outcome: String
        var subjects: [Subject]
        var facts: [String: FactValue]
    }

    var type: String
    var timestamp: String
    var data: Content

    /// - Parameter addresses: by target; empty where none was asked for.
    init(_ entry: SealedLogEntry, addresses: [String: String]) throws {
        struct Kept: Decodable {
            var actor: String
            var targets: [String]
            var outcome: String
            var facts: [String: FactValue]
        }
        let kept = try JSONDecoder().decode(Kept.self, from: Data(entry.bytes))
        self.type = entry.type
        self.timestamp = entry.at.description
        self.data = Content(
            sequence: entry.sequence, actor: kept.actor, outcome: kept.outcome,
            subjects: kept.targets.map { Self.subject($0, addresses) }, facts: kept.facts)
    }

    /// What an entry is about: `person:3`, `grant:17`.
    static func targets(of entry: SealedLogEntry) throws -> [String] {
        struct Kept: Decodable {
            var targets: [String]
        }
        return try JSONDecoder().decode(Kept.self, from: Data(entry.bytes)).targets
    }

    private static func subject(_ target: String, _ addresses: [String: String]) -> Subject {
        let parts = target.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return Subject(kind: "other", id: target) }
        let id = Self.prefixes[parts[0]].map { $0 + parts[1] } ?? parts[1]
        return Subject(kind: parts[0], id: id, address: addresses[target])
    }

    /// What ids begin with in the API.
    private static let prefixes = [
        "finding": "fnd_", "action": "act_", "job": "job_", "grant": "grn_", "person": "per_", "connector": "cnr_",
        "connection": "con_", "client": "cli_", "listing": "lst_", "webhook": "whk_",
    ]
}

/// A fact of a log entry.
enum FactValue: Codable {
    case text(String)
    case number(Double)
    case list([FactValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .list(try container.decode([FactValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        }
    }
}
