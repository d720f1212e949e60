/// What has come of an answer so far, within bounds.
struct ReceivedAnswer {
    /// Bytes of all header lines together, those of interim answers (1xx) and trailers too.
    static let headerBytesBound = 64 * 1024
    /// Header lines that are kept of the final answer.
    static let headerCountBound = 200

    /// Which bound the answer broke; `nil` while it keeps all.
    private(set) var excess: String?
    private(set) var headers: [EgressHeader] = []
    private(set) var body: [UInt8] = []
    private let bodyBound: Int
    private var headerBytes = 0

    init(bodyBound: Int) {
        self.bodyBound = bodyBound
    }

    /// - Returns: whether there was room.
    mutating func addBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= self.bodyBound - self.body.count else {
            self.excess = Self.excessOfBody(self.bodyBound)
            return false
        }
        self.body.append(contentsOf: bytes)
        return true
    }

    /// - Parameter line: one line with its end: a status line, a field, or the empty one at the end.
    /// - Returns: whether there was room.
    mutating func addHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        self.headerBytes += line.count
        guard self.headerBytes <= Self.headerBytesBound else {
            self.excess = "the answer's headers are larger than \(Self.headerBytesBound) bytes"
            return false
        }
        // Fields after the body are a trailer: they are read, and not used.
        guard self.body.isEmpty else { return true }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            self.headers.removeAll()
        } else if let colon = text.firstIndex(of: ":") {
            guard self.headers.count < Self.headerCountBound else {
                self.excess = "the answer has more than \(Self.headerCountBound) headers"
                return false
            }
            let name = text[..<colon].lowercased()
            self.headers.append(EgressHeader(name: name, value: Self.trimmed(text[text.index(after: colon)...])))
        }
        return true
    }

    static func excessOfBody(_ bound: Int) -> String {
        "the answer's body is larger than \(bound) bytes"
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
