package import Cryptography
import Foundation
package import Grants

/// A signed statement of how long a log was and what its last hash was, kept outside the database.
package struct LogCheckpoint: Sendable, Equatable {
    package var organisation: Int64
    package var count: Int64
    /// 32 bytes.
    package var head: [UInt8]
    package var time: Timestamp

    package init(organisation: Int64, count: Int64, head: [UInt8], time: Timestamp) {
        self.organisation = organisation
        self.count = count
        self.head = head
        self.time = time
    }

    /// The canonical bytes that are signed.
    private var signedBytes: [UInt8] {
        CanonicalJSON.object(self.members).bytes
    }

    private var members: [String: CanonicalJSON] {
        [
            "organisation": CanonicalJSON(self.organisation), "count": CanonicalJSON(self.count),
            "head": .string(self.head.hexadecimal), "time": .string(self.time.description),
        ]
    }

    /// One line of the checkpoint file: the statement with its Ed25519 signature (RFC 8032), in base64.
    package func line(signedBy key: Ed25519.PrivateKey) throws -> String {
        var members = self.members
        let signature = try key.signature(for: self.signedBytes)
        members["signature"] = .string(Data(signature).base64EncodedString())
        members["key"] = .string(Data(try key.publicKey.rawRepresentation).base64EncodedString())
        return String(decoding: CanonicalJSON.object(members).bytes, as: UTF8.self)
    }

    /// Reads one line; `nil` when it is no checkpoint or its signature does not fit `key`.
    package init?(line: String, verifiedBy key: Ed25519.PublicKey) {
        guard let fields = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
            let signature = Data(base64Encoded: fields.signature), let head = Self.bytes(fields.head)
        else { return nil }
        self.init(organisation: fields.organisation, count: fields.count, head: head, time: fields.time)
        guard key.isValid(Array(signature), for: self.signedBytes) else { return nil }
    }

    private struct Line: Decodable {
        var organisation: Int64
        var count: Int64
        var head: String
        var time: Timestamp
        var signature: String
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8]? {
        let digits = Array(hexadecimal.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
