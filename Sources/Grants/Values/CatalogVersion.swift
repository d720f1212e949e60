/// The version of a catalogue: the day it was made and, from the second of one day on, a number: `2026-11-24`,
/// `2026-11-24.2`.
package struct CatalogVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// `YYYY-MM-DD`.
    private let day: String
    /// 1 to 9999.
    private let issue: Int

    /// - Returns: nil unless the text is a version, spelled in the one way there is.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 15,
            bytes[..<10].enumerated().allSatisfy({ place, byte in
                place == 4 || place == 7 ? byte == UInt8(ascii: "-") : (48...57).contains(byte)
            }), Timestamp(String(decoding: bytes[..<10], as: UTF8.self) + "T00:00:00Z") != nil
        else { return nil }
        self.day = String(decoding: bytes[..<10], as: UTF8.self)
        guard bytes.count > 10 else {
            self.issue = 1
            return
        }
        let digits = bytes[11...]
        guard bytes[10] == UInt8(ascii: "."), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (48...57).contains($0) }),
            let issue = Int(String(decoding: digits, as: UTF8.self)), issue > 1
        else { return nil }
        self.issue = issue
    }

    package var description: String { self.issue == 1 ? self.day : "\(self.day).\(self.issue)" }

    package static func < (left: Self, right: Self) -> Bool { (left.day, left.issue) < (right.day, right.issue) }
}
