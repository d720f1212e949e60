import Foundation

/// Reads a file line by line in one buffer, with room behind each line for a parser that reads ahead.
struct LineReader: ~Copyable {
    /// The longest line handed out, in bytes; a URL is far shorter.
    static let longestLine = 16 << 20

    enum Line {
        /// Without its line end; valid until the next call.
        case text(UnsafeBufferPointer<UInt8>)
        /// Longer than `longestLine`; it was passed over.
        case tooLong
    }

    private let handle: FileHandle
    private let padding: Int
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// The bytes read and not yet handed out.
    private var pending = 0..<0
    /// Where the search for a line end goes on.
    private var searched = 0
    private var isPassingOver = false
    private var isAtEnd = false

    /// - Parameter padding: bytes that must be readable behind a line.
    init(_ handle: FileHandle, padding: Int) {
        self.handle = handle
        self.padding = padding
        self.capacity = 4 * Self.chunk
        self.buffer = .allocate(capacity: self.capacity + padding)
        self.buffer.initialize(repeating: 0, count: self.capacity + padding)
    }

    deinit {
        self.buffer.deallocate()
    }

    /// The next line, or nil at the end of the file.
    mutating func next() -> Line? {
        while true {
            let start = self.pending.lowerBound
            if let end = self.lineEnd() {
                self.pending = (end + 1)..<self.pending.upperBound
                self.searched = self.pending.lowerBound
                if self.isPassingOver {
                    self.isPassingOver = false
                    return .tooLong
                }
                return .text(UnsafeBufferPointer(start: self.buffer + start, count: end - start))
            }
            if self.isAtEnd {
                let rest = self.pending
                self.pending = rest.upperBound..<rest.upperBound
                if self.isPassingOver {
                    self.isPassingOver = false
                    return .tooLong
                }
                guard !rest.isEmpty else { return nil }
                return .text(UnsafeBufferPointer(start: self.buffer + rest.lowerBound, count: rest.count))
            }
            self.readMore()
        }
    }

    private mutating func lineEnd() -> Int? {
        let count = self.pending.upperBound - self.searched
        guard count > 0 else { return nil }
        guard let found = memchr(self.buffer + self.searched, Int32(UInt8(ascii: "\n")), count) else {
            self.searched = self.pending.upperBound
            return nil
        }
        return found.assumingMemoryBound(to: UInt8.self) - self.buffer
    }

    private mutating func readMore() {
        if self.isPassingOver || self.pending.count > Self.longestLine {
            self.isPassingOver = true
            self.pending = 0..<0
        } else if self.pending.lowerBound > 0 {
            memmove(self.buffer, self.buffer + self.pending.lowerBound, self.pending.count)
            self.pending = 0..<self.pending.count
        }
        self.searched = self.pending.upperBound
        if self.pending.count + Self.chunk > self.capacity { self.grow() }
        let data = self.handle.readData(ofLength: Self.chunk)
        self.isAtEnd = data.isEmpty
        data.copyBytes(to: self.buffer + self.pending.upperBound, count: data.count)
        self.pending = self.pending.lowerBound..<(self.pending.upperBound + data.count)
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * self.capacity + self.padding)
        larger.initialize(repeating: 0, count: 2 * self.capacity + self.padding)
        memcpy(larger, self.buffer, self.pending.count)
        self.buffer.deallocate()
        self.buffer = larger
        self.capacity *= 2
    }

    /// Bytes read at once.
    private static let chunk = 1 << 18
}
