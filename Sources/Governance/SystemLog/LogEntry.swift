import Cryptography
package import Grants

/// One state change, as the system log keeps it.
///
/// People, apps and all text that came from outside stand in it by surrogate id only, so that erasing a person
/// leaves the chain valid.
package struct LogEntry: Sendable, Equatable {
    /// `noun.verb`, such as `finding.open`.
    package var type: String
    package var at: Timestamp
    /// `person:3`, `token:1`, `system:analyzer`.
    package var actor: String
    /// What was changed, by surrogate ids: `finding:7`, `grant:12`.
    package var targets: [String]
    package var outcome: Outcome
    /// Facts of closed vocabularies, numbers, a policy's version and hash; never free text from outside.
    package var facts: [String: CanonicalJSON]
    /// Why, in a person's words. No part of the sealed bytes: it is kept beside the log, where it can be erased.
    package var reason: String?

    package enum Outcome: String, Sendable, Codable, CaseIterable {
        case success, failure, skipped, allow, deny, unknown
    }

    package init(
        type: String, at: Timestamp, actor: String, targets: [String], outcome: Outcome = .success,
        facts: [String: CanonicalJSON] = [:], reason: String? = nil
    ) {
        self.type = type
        self.at = at
        self.actor = actor
        self.targets = targets
        self.outcome = outcome
        self.facts = facts
        self.reason = reason
    }
}

/// The hash chain of one organisation's log: each entry's bytes name the hash of the one before.
package struct LogChain: Sendable, Equatable {
    /// Number of the last entry; 0 for an empty log.
    package var sequence: Int64
    /// Hash of the last entry, 32 bytes; zeros for an empty log.
    package var head: [UInt8]
    package let organisation: Int64

    package init(organisation: Int64, sequence: Int64 = 0, head: [UInt8] = [UInt8](repeating: 0, count: 32)) {
        self.organisation = organisation
        self.sequence = sequence
        self.head = head
    }

    /// Seals the next entry: its canonical bytes (RFC 8785), which are kept, and their SHA-256.
    package mutating func append(_ entry: LogEntry) -> SealedLogEntry {
        self.sequence += 1
        let bytes = CanonicalJSON.object([
            "organisation": CanonicalJSON(self.organisation),
            "sequence": CanonicalJSON(self.sequence),
            "previous": .string(self.head.hexadecimal),
            "type": .string(entry.type),
            "at": .string(entry.at.description),
            "actor": .string(entry.actor),
            "targets": .array(entry.targets.map { .string($0) }),
            "outcome": .string(entry.outcome.rawValue),
            "facts": .object(entry.facts),
        ]).bytes
        self.head = SHA256.hash(bytes)
        return SealedLogEntry(sequence: self.sequence, type: entry.type, at: entry.at, bytes: bytes, hash: self.head)
    }
}

/// An entry with its place in the chain.
package struct SealedLogEntry: Sendable, Equatable {
    package var sequence: Int64
    package var type: String
    package var at: Timestamp
    /// The bytes that were hashed.
    package var bytes: [UInt8]
    /// SHA-256 of `bytes`.
    package var hash: [UInt8]
    /// A person's words, kept beside the log; `nil` where none were given or asked for.
    package var reason: String?

    package init(
        sequence: Int64, type: String, at: Timestamp, bytes: [UInt8], hash: [UInt8], reason: String? = nil
    ) {
        self.sequence = sequence
        self.type = type
        self.at = at
        self.bytes = bytes
        self.hash = hash
        self.reason = reason
    }
}
