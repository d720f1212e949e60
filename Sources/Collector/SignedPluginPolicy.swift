import APIModel
import Cryptography
import Foundation
import Grants
import Store

/// The plugin's list as it is handed out.
struct SignedPluginPolicy: Sendable {
    /// How long a list counts, in milliseconds: 7 days.
    static let life: Int64 = 7 * 86_400_000

    let issue: Int64
    let issuedAt: Timestamp
    /// Weak (RFC 9110 §8.8.1): each process signs anew, and no two signatures are alike.
    let entityTag: String
    /// The answer's JSON.
    let body: [UInt8]

    init(_ policy: PluginPolicy, at now: Timestamp, signedBy key: PluginPolicyKey) throws {
        self.issue = policy.issue
        self.issuedAt = max(Self.day(of: now), policy.changedAt ?? Self.day(of: now))
        let document = Self.document(of: policy, issuedAt: self.issuedAt).bytes
        let digest = SHA256.hash(document + Array(key.id.utf8)).hexadecimal
        self.entityTag = "W/\"\(digest.prefix(32))\""
        self.body = Array(
            try APICoding.encode(
                SignedPluginPolicyBody(
                    policy: Self.base64URL(document), keyID: key.id,
                    signature: Self.base64URL(try key.signature(for: document)))))
    }

    /// The start of the UTC day, so that every process issues the same list for a day.
    static func day(of now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds - now.milliseconds % 86_400_000)
    }

    private static func document(of policy: PluginPolicy, issuedAt: Timestamp) -> CanonicalJSON {
        [
            "issue": .int(policy.issue), "issued_at": .string(issuedAt.description),
            "not_after": .string(issuedAt.advanced(byMilliseconds: Self.life).description),
            "clients": .array(policy.entries.map { self.client($0.entry) }), "message": .string(policy.message),
        ]
    }

    private static func client(_ entry: PluginPolicyEntry) -> CanonicalJSON {
        [
            "provider": .string(entry.providerID), "client_id": .string(entry.clientID),
            "state": .string(entry.state.rawValue), "reason": .string(entry.reason),
            "alternative": entry.alternative.map { ["name": .string($0.name), "url": .string($0.url)] } ?? .null,
        ]
    }

    /// RFC 4648 §5, without padding.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
