import Cryptography
package import Foundation
package import Governance
package import Grants
package import Store
import Synchronization

/// Signs checkpoints of the system log and appends them to a file outside the database.
package final class CheckpointLedger: Sendable {
    private let key: Ed25519.PrivateKey
    private let file: URL
    private let last: Mutex<Int64> = Mutex(0)

    /// Names inside the state directory.
    package static let keyName = "log-signing-key"
    package static let fileName = "log-checkpoints.jsonl"

    /// Reads the signing key of a state directory, or makes one (mode 0600).
    package init(stateDirectory: URL) throws {
        let keyFile = stateDirectory.appendingPathComponent(Self.keyName)
        // A key that can not be read is no missing one: another in its place would disown every checkpoint.
        if FileManager.default.fileExists(atPath: keyFile.path) {
            self.key = try Self.key(in: stateDirectory)
        } else {
            self.key = try Ed25519.PrivateKey()
            try PrivateFile.write(Data(self.key.rawRepresentation).base64EncodedData(), to: keyFile)
        }
        self.file = stateDirectory.appendingPathComponent(Self.fileName)
    }

    /// Appends a checkpoint when the log has grown since the last one.
    package func write(of store: Store, now: Timestamp) async throws {
        let head = try await store.logHead()
        guard head.sequence > self.last.withLock({ $0 }) else { return }
        let checkpoint = LogCheckpoint(
            organisation: head.organisation, count: head.sequence, head: head.head, time: now)
        try PrivateFile.appendLine(try checkpoint.line(signedBy: self.key), to: self.file)
        self.last.withLock { $0 = head.sequence }
    }

    /// What a checkpoint file holds. Lines are numbered from 1.
    package struct Contents: Sendable, Equatable {
        /// Those that the state directory's key signed.
        package var checkpoints: [LogCheckpoint] = []
        /// Whole lines that the key did not sign.
        package var forged: [Int] = []
        /// The beginnings of lines that a crash cut off while they were written. They say nothing, and nothing
        /// against the others.
        package var torn: [Int] = []
    }

    package static func read(_ file: URL, stateDirectory: URL) throws -> Contents {
        let key = try Self.key(in: stateDirectory).publicKey
        var contents = Contents()
        // A line may be cut off anywhere.
        let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            if let checkpoint = LogCheckpoint(line: String(line), verifiedBy: key) {
                contents.checkpoints.append(checkpoint)
            } else if line.first == "{", line.last != "}" {
                // A checkpoint is one object without another inside: it ends with its first closing brace.
                contents.torn.append(index + 1)
            } else {
                contents.forged.append(index + 1)
            }
        }
        return contents
    }

    private static func key(in stateDirectory: URL) throws -> Ed25519.PrivateKey {
        let data = try Data(contentsOf: stateDirectory.appendingPathComponent(Self.keyName))
        guard let raw = Data(base64Encoded: data) else { throw CocoaError(.fileReadCorruptFile) }
        return try Ed25519.PrivateKey(rawRepresentation: Array(raw))
    }
}
