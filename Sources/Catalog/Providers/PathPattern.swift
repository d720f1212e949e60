/// A compiled path pattern, compared segment by segment.
///
/// Empty segments are skipped (B2C links often hold `//`), ASCII case is ignored (Microsoft's
/// endpoints ignore it), one version segment such as `v12.0` equals any other, and one where the pattern has none
/// is passed over (`/api/v10/oauth2/authorize`).
struct PathPattern: Sendable {
    private enum Segment: Sendable, Equatable {
        case any
        case version
        case literal([UInt8])
    }

    private let segments: [Segment]
    private let endsInSlash: Bool

    /// Compiles a catalogue path.
    init(_ path: String) {
        let bytes = path.utf8
        self.endsInSlash = bytes.last == UInt8(ascii: "/")
        self.segments = bytes.split(separator: UInt8(ascii: "/")).map { segment in
            let lowered = segment.map(\.asciiLowercased)
            if lowered == [UInt8(ascii: "*")] { return .any }
            return Self.isVersion(lowered[...]) ? .version : .literal(lowered)
        }
    }

    /// How specifically a path matches: higher wins, nil when it does not match.
    ///
    /// - Parameter path: the path alone, without query and fragment.
    func specificity(of path: [UInt8]) -> Int? {
        let slash = UInt8(ascii: "/")
        var start = 0
        var score = 1
        var mayPassVersion = true
        for segment in self.segments {
            var end = Self.next(in: path, from: &start)
            if mayPassVersion, case .literal(let expected) = segment, Self.isVersion(path[start..<end]),
                !Self.equals(path[start..<end], expected)
            {
                mayPassVersion = false
                start = end
                end = Self.next(in: path, from: &start)
            }
            guard start < end else { return nil }
            switch segment {
            case .any: break
            case .version:
                guard Self.isVersion(path[start..<end]) else { return nil }
                score += 4
            case .literal(let expected):
                guard Self.equals(path[start..<end], expected) else { return nil }
                score += 4
            }
            start = end
        }
        let tail = path[start...]
        guard tail.allSatisfy({ $0 == slash }) else { return nil }
        return tail.isEmpty == !self.endsInSlash ? score + 1 : score
    }

    /// Moves `start` to the next segment's first byte; returns where the segment ends.
    private static func next(in path: [UInt8], from start: inout Int) -> Int {
        let slash = UInt8(ascii: "/")
        while start < path.count, path[start] == slash { start += 1 }
        return path[start...].firstIndex(of: slash) ?? path.count
    }

    /// Whether a path's first segment is one that this pattern begins with; `*` begins with any.
    func mayBegin(_ path: [UInt8]) -> Bool {
        guard case .literal(let expected) = self.segments.first else { return true }
        guard let first = path.split(separator: UInt8(ascii: "/")).first else { return false }
        return Self.equals(first, expected)
    }

    private static func equals(_ actual: ArraySlice<UInt8>, _ expected: [UInt8]) -> Bool {
        guard actual.count == expected.count else { return false }
        var index = actual.startIndex
        for byte in expected {
            guard actual[index].asciiLowercased == byte else { return false }
            index += 1
        }
        return true
    }

    /// `v` and a number with dots: `v2`, `v12.0`.
    private static func isVersion(_ segment: ArraySlice<UInt8>) -> Bool {
        guard let first = segment.first, first.asciiLowercased == UInt8(ascii: "v") else { return false }
        let rest = segment.dropFirst()
        guard let digit = rest.first, digit.isASCIIDigit else { return false }
        return rest.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
    }
}

extension UInt8 {
    /// Whether the byte is 0–9.
    var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
