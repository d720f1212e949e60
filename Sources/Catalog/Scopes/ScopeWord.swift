import Grants

/// What one word of a scope says.
struct ScopeWord: Sendable, Equatable {
    var traits: Traits = []
    /// The data that the word names.
    var dataClass: DataClass?

    /// What a word can say; a word may say several things.
    struct Traits: OptionSet, Sendable, Hashable {
        let rawValue: UInt32

        /// Full power over what is named.
        static let administers = Traits(rawValue: 1 << 0)
        /// Power over people and settings, or just change: the rest of the scope decides.
        static let manages = Traits(rawValue: 1 << 1)
        /// Changes data, and never names it.
        static let writes = Traits(rawValue: 1 << 2)
        /// Changes data, or names something of that name (`run`, `set`): the weakest sign of a change.
        static let acts = Traits(rawValue: 1 << 3)
        static let reads = Traits(rawValue: 1 << 4)
        /// Lifts any scope to high at least.
        static let powerful = Traits(rawValue: 1 << 5)
        /// Names things whose reading harms nobody: tags, colours, languages.
        static let harmless = Traits(rawValue: 1 << 6)
        /// Says nothing: `api`, `scope`, `v2`.
        static let filler = Traits(rawValue: 1 << 7)
        /// Names data only where no other word does: `user`, `record`, `report`.
        static let vague = Traits(rawValue: 1 << 8)
        /// Names people, roles or devices of an organisation, so that managing them is administering.
        static let governs = Traits(rawValue: 1 << 9)
        static let all = Traits(rawValue: 1 << 10)
        /// Opens names and properties only, not content.
        static let outline = Traits(rawValue: 1 << 11)
        /// Only what the app made itself or was handed.
        static let limited = Traits(rawValue: 1 << 12)
        static let sends = Traits(rawValue: 1 << 13)
        static let shared = Traits(rawValue: 1 << 14)
        /// Reading and no more, whatever else the scope says.
        static let readOnly = Traits(rawValue: 1 << 15)
        /// Names what is sensitive wherever it is kept: secrets, audit trails, health.
        static let weighty = Traits(rawValue: 1 << 16)
        /// Names where people talk, such as channels.
        static let place = Traits(rawValue: 1 << 17)
        /// Names what people wrote or said.
        static let content = Traits(rawValue: 1 << 18)
        /// Names a product: what it holds counts only where no other word names data.
        static let product = Traits(rawValue: 1 << 19)

        static let verbs: Traits = [.administers, .manages, .writes, .acts, .reads]
    }

    /// Whether the word is a verb alone and names nothing.
    var isOnlyVerb: Bool { !self.traits.isDisjoint(with: .verbs) && self.dataClass == nil }
}

/// The words that the grammar knows, found by their bytes.
///
/// An open-addressed table over lower-case ASCII, so that a scope is read without making a string of each word.
struct ScopeLexicon: Sendable {
    /// The lexicon of the product.
    static let general = ScopeLexicon()

    private var slots: [Int32]
    private var entries: [Entry] = []
    private var text: [UInt8] = []

    private struct Entry {
        var hash: UInt64
        var start: Int
        var count: Int
        var word: ScopeWord
    }

    private init() {
        var words: [String: ScopeWord] = [:]
        for (traits, list) in Self.traits {
            for word in list.split(separator: " ") {
                words[String(word), default: ScopeWord()].traits.formUnion(traits)
            }
        }
        for (dataClass, list) in Self.nouns {
            for word in list.split(separator: " ") { words[String(word), default: ScopeWord()].dataClass = dataClass }
        }
        self.slots = [Int32](repeating: -1, count: 4096)
        for (word, meaning) in words.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(word.utf8)
            let hash = bytes.reduce(WordHash()) { $0.adding($1) }.value
            var slot = Int(truncatingIfNeeded: hash) & (self.slots.count - 1)
            while self.slots[slot] >= 0 { slot = (slot + 1) & (self.slots.count - 1) }
            self.slots[slot] = Int32(self.entries.count)
            self.entries.append(Entry(hash: hash, start: self.text.count, count: bytes.count, word: meaning))
            self.text += bytes
        }
    }

    /// The meaning of a word in any case, in the plural too; `nil` when unknown.
    func meaning(of word: Slice<UnsafeBufferPointer<UInt8>>, hash: UInt64, hashWithoutLast: UInt64) -> ScopeWord? {
        if let match = self.find(word, hash) { return match }
        guard word.count > 2, word[word.endIndex - 1] | 0x20 == UInt8(ascii: "s") else { return nil }
        return self.find(word.dropLast(), hashWithoutLast)
    }

    private func find(_ word: Slice<UnsafeBufferPointer<UInt8>>, _ hash: UInt64) -> ScopeWord? {
        var slot = Int(truncatingIfNeeded: hash) & (self.slots.count - 1)
        while case let index = Int(self.slots[slot]), index >= 0 {
            let entry = self.entries[index]
            if entry.hash == hash, entry.count == word.count,
                zip(word, self.text[entry.start..<(entry.start + entry.count)]).allSatisfy({ $0 | 0x20 == $1 })
            {
                return entry.word
            }
            slot = (slot + 1) & (self.slots.count - 1)
        }
        return nil
    }
}

/// The hash of a word or of a phrase: FNV-1a over lower-case ASCII.
struct WordHash: Sendable, Hashable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    func adding(_ byte: UInt8) -> WordHash {
        var next = self
        next.value = (self.value ^ UInt64(byte | 0x20)) &* 0x100_0000_01b3
        return next
    }

    /// The phrase of this and one more word.
    func adding(word: UInt64) -> WordHash {
        var next = self
        next.value = (self.value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15).low ^ word) &* 0x100_0000_01b3
        return next
    }
}
