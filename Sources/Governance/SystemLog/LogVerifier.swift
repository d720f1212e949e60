import Cryptography
import Foundation
import Grants

/// Walks a log from its first entry and finds what was edited, inserted, removed or reordered.
package struct LogVerifier: Sendable {
    /// What is wrong with a log.
    package enum Fault: Sendable, Equatable {
        /// The stored bytes do not have the stored hash.
        case edited(sequence: Int64)
        /// The entry does not name the hash of the one before: something was edited, inserted or reordered.
        case broken(sequence: Int64)
        /// The entry is not the next in number.
        case gap(expected: Int64, found: Int64)
        /// The stored bytes tell another type or number than the row.
        case mislabelled(sequence: Int64)
        /// The log ends before a signed checkpoint's entry.
        case cutTail(checkpoint: Int64, count: Int64)
        /// The entry that a checkpoint signed has another hash: the chain was written anew.
        case rewritten(checkpoint: Int64)
        /// A checkpoint's signature does not fit its key.
        case forgedCheckpoint(line: Int)

        package var text: String {
            switch self {
            case .edited(let sequence): "entry \(sequence): edited, its bytes do not have its hash"
            case .broken(let sequence): "entry \(sequence): does not follow the entry before it"
            case .gap(let expected, let found): "entry \(expected): missing, next is \(found)"
            case .mislabelled(let sequence): "entry \(sequence): its columns differ from its signed bytes"
            case .cutTail(let checkpoint, let count):
                "tail cut: checkpoint signed entry \(checkpoint), the log ends at \(count)"
            case .rewritten(let checkpoint): "rewritten: entry \(checkpoint) is not the one a checkpoint signed"
            case .forgedCheckpoint(let line): "checkpoint line \(line): signature does not fit the key"
            }
        }
    }

    private var chain: LogChain
    /// Entry number → every hash that was signed for it.
    private let checkpoints: [Int64: Set<[UInt8]>]
    private let lastCheckpoint: Int64
    package private(set) var faults: [Fault] = []

    /// - Parameter checkpoints: signed ones of this organisation, already checked against their key.
    package init(organisation: Int64, checkpoints: [LogCheckpoint]) {
        self.chain = LogChain(organisation: organisation)
        self.checkpoints = Dictionary(grouping: checkpoints, by: \.count).mapValues { Set($0.map(\.head)) }
        self.lastCheckpoint = checkpoints.map(\.count).max() ?? 0
    }

    /// Takes the next row, in order of sequence.
    package mutating func check(_ row: SealedLogEntry) {
        let expected = self.chain.sequence + 1
        if row.sequence != expected { self.faults.append(.gap(expected: expected, found: row.sequence)) }
        if SHA256.hash(row.bytes) != row.hash { self.faults.append(.edited(sequence: row.sequence)) }
        if let claims = try? JSONDecoder().decode(Claims.self, from: Data(row.bytes)) {
            if claims.previous != self.chain.head.hexadecimal {
                self.faults.append(.broken(sequence: row.sequence))
            }
            if claims.sequence != row.sequence || claims.type != row.type || claims.at != row.at
                || claims.organisation != self.chain.organisation
            {
                self.faults.append(.mislabelled(sequence: row.sequence))
            }
        } else {
            self.faults.append(.edited(sequence: row.sequence))
        }
        if let signed = self.checkpoints[row.sequence], signed != [row.hash] {
            self.faults.append(.rewritten(checkpoint: row.sequence))
        }
        self.chain.sequence = row.sequence
        self.chain.head = row.hash
    }

    /// Ends the walk.
    package mutating func finish() -> [Fault] {
        if self.chain.sequence < self.lastCheckpoint {
            self.faults.append(.cutTail(checkpoint: self.lastCheckpoint, count: self.chain.sequence))
        }
        return self.faults
    }

    /// Number of the last entry taken.
    package var count: Int64 { self.chain.sequence }

    private struct Claims: Decodable {
        var organisation: Int64
        var sequence: Int64
        var previous: String
        var type: String
        var at: Timestamp
    }
}
