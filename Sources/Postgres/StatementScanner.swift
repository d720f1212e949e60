/// Finds the parts of a statement that placeholders do not reach into (PostgreSQL manual, "Lexical Structure").
struct StatementScanner {
    let bytes: [UInt8]

    /// Where the quoted text or name, the comment or the word that begins at `start` ends; `start` when none does. What
    /// is not closed reaches to the end; the server refuses it.
    func endOfPart(from start: Int) -> Int {
        switch self.bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): self.endOfQuoted(from: start)
        case UInt8(ascii: "-") where self.matches("--", at: start): self.endOfLine(from: start)
        case UInt8(ascii: "/") where self.matches("/*", at: start): self.endOfComment(from: start)
        case UInt8(ascii: "$"): self.endOfDollarQuoted(from: start)
        case let byte where Self.beginsWord(byte): self.endOfWord(from: start)
        default: start
        }
    }

    /// A doubled quote ends one part and begins the next, which comes to the same.
    private func endOfQuoted(from start: Int) -> Int {
        (self.bytes[(start + 1)...].firstIndex(of: self.bytes[start]) ?? self.bytes.count - 1) + 1
    }

    private func endOfLine(from start: Int) -> Int {
        self.bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? self.bytes.count
    }

    /// Comments nest.
    private func endOfComment(from start: Int) -> Int {
        var depth = 0
        var index = start
        while index < self.bytes.count {
            if self.matches("/*", at: index) {
                depth += 1
                index += 2
            } else if self.matches("*/", at: index) {
                depth -= 1
                index += 2
                if depth == 0 { return index }
            } else {
                index += 1
            }
        }
        return self.bytes.count
    }

    /// `$$…$$` and `$tag$…$tag$`; not `$1`.
    private func endOfDollarQuoted(from start: Int) -> Int {
        let name = self.bytes[(start + 1)...].prefix { Self.beginsWord($0) || Self.isDigit($0) }
        guard name.first.map(Self.isDigit) != true, name.endIndex < self.bytes.count,
            self.bytes[name.endIndex] == UInt8(ascii: "$")
        else { return start }
        let tag = self.bytes[start...name.endIndex]
        var index = tag.endIndex
        while index + tag.count <= self.bytes.count {
            if self.bytes[index..<(index + tag.count)] == tag { return index + tag.count }
            index += 1
        }
        return self.bytes.count
    }

    /// A dollar inside a word quotes nothing. The word `E` belongs to the text behind it.
    private func endOfWord(from start: Int) -> Int {
        let word = self.bytes[start...].prefix {
            Self.beginsWord($0) || Self.isDigit($0) || $0 == UInt8(ascii: "$")
        }
        let isEscape = word.count == 1 && word[start] | 0x20 == UInt8(ascii: "e")
        guard isEscape, self.matches("'", at: word.endIndex) else { return word.endIndex }
        return self.endOfEscaped(from: word.endIndex)
    }

    /// A text with escapes goes on, escapes and all, behind a doubled quote and behind white space with a line break.
    private func endOfEscaped(from start: Int) -> Int {
        var index = start + 1
        while index < self.bytes.count {
            switch self.bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "'"):
                let blank = self.bytes[(index + 1)...].prefix { Self.isBlank($0) }
                guard blank.isEmpty || blank.contains(where: Self.breaksLine), self.matches("'", at: blank.endIndex)
                else { return index + 1 }
                index = blank.endIndex + 1
            default: index += 1
            }
        }
        return self.bytes.count
    }

    private func matches(_ text: StaticString, at index: Int) -> Bool {
        text.withUTF8Buffer { self.bytes[index...].starts(with: $0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func breaksLine(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    /// Space, tab, line feed, vertical tab, form feed and carriage return.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

    private static func beginsWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
