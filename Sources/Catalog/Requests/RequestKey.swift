import Grants

/// What an authorization URL's answer depends on: the URL without the values of `state` and `code_challenge`.
///
/// Both are looked at for being there alone, and both are new each time a client asks. URLs with equal keys are read
/// alike (`AuthorizationRequestReader`), except for which parameters they repeat.
package struct RequestKey: Sendable, Equatable {
    /// The longest URL that has a key, in bytes.
    package static let longestURL = 2_048

    private let bytes: [UInt8]
    package let hash: UInt64

    /// - Returns: nil for a URL that has to be looked at whole, since a byte of a value may be more than that:
    ///   quotation marks or white space around it, a fragment, a control character, an escape of copied text, a space
    ///   in one of the two values.
    package init?(_ url: UnsafeBufferPointer<UInt8>) {
        guard url.count <= Self.longestURL, let first = url.first, first | 0x20 == UInt8(ascii: "h"),
            url.last != 0x20, Self.isPlain(url)
        else { return nil }
        let query = url.firstIndex(of: UInt8(ascii: "?"))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(url.count)
        var copied = 0
        var mark = query
        while let boundary = mark {
            var next = boundary + 1
            if let name = Self.names.first(where: { url[next...].starts(with: $0) }) {
                let start = next + name.count
                next = url[start...].firstIndex(of: UInt8(ascii: "&")) ?? url.count
                guard !url[start..<next].contains(0x20) else { return nil }
                if start < next {
                    bytes += url[copied..<start]
                    // Any text does: a value that is there.
                    bytes.append(UInt8(ascii: "~"))
                    copied = next
                }
            }
            mark = url[next...].firstIndex(of: UInt8(ascii: "&"))
        }
        bytes += url[copied...]
        self.bytes = bytes
        var hash = ByteHash()
        bytes.withUnsafeBufferPointer { hash.add($0) }
        self.hash = hash.value
    }

    /// What the key takes, in bytes.
    package var count: Int { self.bytes.count }

    /// Whether no byte has a meaning beyond its place.
    private static func isPlain(_ url: UnsafeBufferPointer<UInt8>) -> Bool {
        url.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") }
    }

    private static let names = [Array("state=".utf8), Array("code_challenge=".utf8)]
}
