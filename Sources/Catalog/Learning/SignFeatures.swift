/// What the classifier sees of a sign: whole words, and pieces of two to five letters with the ends marked.
///
/// `^` and `$` stand for the two ends of a word, so `ai$` is an ending and `^ai$` the whole word. A word counts
/// one; a piece counts one divided by the square root of the number of pieces, so that a long name weighs no more
/// than a short one.
struct SignFeatures {
    /// What a feature is about; with `rawValue` its name in the weights file begins.
    enum Family: String, CaseIterable {
        case piece = ""
        /// A word of a name, a part between hyphens of a registered label.
        case word = "w="
        case firstWord = "f="
        case lastWord = "l="
        case wordPair = "b="
        case wordCount = "n="
        case topLevel = "t="
        /// The longer suffix of shared hosting or of a country's companies.
        case suffix = "u="
        /// A word of a label below the registrable domain.
        case below = "s="
        /// A word of the redirect's path.
        case path = "p="
        /// What kind of sign it is, or what its letters are like.
        case shape = "k="
    }

    struct Feature {
        var family: Family
        /// The place of its letters in `text`.
        var range: Range<Int>
        var hash: UInt64
    }

    private(set) var text: [UInt8] = []
    private(set) var words: [Feature] = []
    private(set) var pieces: [Feature] = []

    init(_ sign: AppSign) {
        self.text.reserveCapacity(256)
        self.words.reserveCapacity(24)
        self.pieces.reserveCapacity(160)
        switch sign.content {
        case .host(let labels, let path, let isRedirect): self.add(labels, path, isRedirect: isRedirect)
        case .name(let name): self.add(name)
        }
    }

    /// What each piece counts.
    var pieceValue: Double {
        self.pieces.isEmpty ? 0 : 1 / Double(self.pieces.count).squareRoot()
    }

    /// The feature's name in the weights file.
    func name(of feature: Feature) -> String {
        feature.family.rawValue + String(decoding: self.text[feature.range], as: UTF8.self)
    }

    /// FNV-1a (Fowler, Noll, Vo) over the feature's name.
    static func hash(of name: some Sequence<UInt8>) -> UInt64 {
        name.reduce(Self.seed) { ($0 ^ UInt64($1)) &* Self.prime }
    }

    // MARK: - Hosts

    /// The feature that every place of an answer has, and no domain.
    static let nameOfRedirects = Family.shape.rawValue + "redirect"

    private mutating func add(_ labels: HostLabels, _ path: Substring, isRedirect: Bool) {
        self.add("host", .shape)
        if isRedirect { self.add("redirect", .shape) }
        self.add(labels.topLevel.utf8, .topLevel)
        if labels.topLevel.utf8.count < labels.suffix.utf8.count { self.add(labels.suffix.utf8, .suffix) }
        let label = Array(labels.label.utf8.prefix(Self.longestWord))
        self.addPieces(of: label)
        let parts = label.split(separator: UInt8(ascii: "-"))
        for part in parts {
            self.add(part, .word)
            if parts.count > 1 { self.addPieces(of: part) }
        }
        if parts.count > 1 { self.add("hyphen", .shape) }
        if label.contains(where: Self.isDigit) { self.add("digit", .shape) }
        self.add("length_\(min(label.count / 3, 6))", .shape)
        for below in labels.below.suffix(Self.mostLabels) {
            for part in below.utf8.split(separator: UInt8(ascii: "-")) { self.add(part, .below) }
        }
        for part in path.utf8.split(whereSeparator: { !Self.isLetter($0) && !Self.isDigit($0) }) {
            self.add(part.lazy.map(\.asciiLowercased), .path)
        }
    }

    // MARK: - Names

    /// The feature that every name has, and no host.
    static let nameOfNames = Family.shape.rawValue + "name"

    private mutating func add(_ name: Substring) {
        self.add("name", .shape)
        let words = NameWords(name.utf8)
        var whole: [UInt8] = []
        for (index, word) in words.list.enumerated() {
            self.add(word, .word)
            self.addPieces(of: word)
            whole += word
            guard index > 0 else { continue }
            self.add(words.list[index - 1] + [UInt8(ascii: "_")] + word, .wordPair)
        }
        if words.list.count > 1 { self.addPieces(of: whole.prefix(Self.longestWord)) }
        if let first = words.list.first, let last = words.list.last {
            self.add(first, .firstWord)
            self.add(last, .lastWord)
        }
        self.add("\(min(words.list.count, 5))", .wordCount)
        if let ending = words.domainEnding { self.add(ending, .topLevel) }
    }

    // MARK: - Features

    private mutating func add(_ word: String, _ family: Family) {
        self.add(word.utf8, family)
    }

    private mutating func add(_ bytes: some Sequence<UInt8>, _ family: Family) {
        let start = self.text.count
        self.text += bytes.prefix(Self.longestWord)
        let range = start..<self.text.count
        guard !range.isEmpty else { return }
        var hash = Self.hash(of: family.rawValue.utf8)
        for index in range { hash = (hash ^ UInt64(self.text[index])) &* Self.prime }
        self.words.append(Feature(family: family, range: range, hash: hash))
    }

    private mutating func addPieces(of word: some Sequence<UInt8>) {
        let start = self.text.count
        self.text.append(UInt8(ascii: "^"))
        self.text += word
        self.text.append(UInt8(ascii: "$"))
        let end = self.text.count
        for first in start..<end {
            var hash = Self.seed
            for last in first..<min(first + Self.longestPiece, end) {
                hash = (hash ^ UInt64(self.text[last])) &* Self.prime
                guard last > first else { continue }
                self.pieces.append(Feature(family: .piece, range: first..<(last + 1), hash: hash))
            }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static let longestPiece = 5
    /// Bytes of a word that are looked at: a label has at most 63 (RFC 1035 section 2.3.4).
    private static let longestWord = 63
    /// Labels below the registrable domain that are looked at, from the right.
    private static let mostLabels = 4
    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x0000_0100_0000_01B3
}
