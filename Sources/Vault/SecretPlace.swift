/// Where a secret belongs. A sealed record opens at its own place alone: moved to another organisation, record or
/// version it is corrupt.
package struct SecretPlace: Sendable, Hashable {
    package let organisation: Int64
    /// Bytes of a record's name at most.
    package static let recordBytesBound = 255
    /// The record's stable name, such as `connector/42/client_secret`.
    package let record: String
    /// Counts up with each new value of the record, from 1.
    package let version: Int64

    /// - Precondition: the record's name has 1 to 255 bytes.
    package init(organisation: Int64, record: String, version: Int64) {
        precondition((1...Self.recordBytesBound).contains(record.utf8.count), "a record's name has 1 to 255 bytes")
        self.organisation = organisation
        self.record = record
        self.version = version
    }

    /// Additional data of both seals: a text that says what it is for, ended by a zero; organisation and version in
    /// eight bytes each, the most significant first; the record's name, up to the end.
    func additional(for purpose: Purpose) -> [UInt8] {
        Array("gnomon vault v1 \(purpose.rawValue)\u{0}".utf8) + self.organisation.bigEndianBytes
            + self.version.bigEndianBytes + Array(self.record.utf8)
    }

    /// What a seal holds.
    enum Purpose: String {
        case dataKey = "data key"
        case value
    }
}

extension FixedWidthInteger {
    /// The most significant first.
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: self.bigEndian) { Array($0) } }
}
