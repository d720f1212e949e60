import Grants

/// What the words of one scope say together, before anything is concluded from them.
struct ScopeReading {
    /// Of every word.
    private(set) var traits: ScopeWord.Traits = []
    /// Of the words that say what may be done: in `Resource.Verb.Constraint` those of the verb, else every word.
    private(set) var verbs: ScopeWord.Traits = []
    /// The first data class that a word names outright, else the first that a vague word names, else what a product
    /// of that name holds.
    var dataClass: DataClass? {
        self.clearClass ?? (self.isOfUser && self.namesUnknown ? nil : self.vagueClass) ?? self.productClass
    }
    /// Whether a word names something that the lexicon does not know.
    private(set) var namesUnknown = false
    /// Whether it names something, and nothing but what harms nobody.
    var namesHarmlessAlone: Bool { self.traits.contains(.harmless) && !self.namesMore }
    private var namesMore = false
    /// Whether the last thing that it names harms nobody: the reactions of messages.
    private(set) var endsHarmless = false
    /// Whether it names where people talk, and not what they say.
    var namesPlaceAlone: Bool { self.traits.contains(.place) && !self.traits.contains(.content) }
    private(set) var wordCount = 0
    private(set) var firstWord: UInt64?
    private(set) var hasStar = false
    private(set) var constraint = Constraint.none
    /// Whether the scope has the form `Resource.Verb.Constraint`.
    private(set) var isResourceForm = false
    /// What is named, without verbs: equal for the scopes that read and that write one kind of data.
    private(set) var stem = WordHash()
    /// The first word of the stem; `nil` when the scope names nothing.
    private(set) var firstNoun: UInt64?
    private(set) var lastNoun: UInt64?
    /// The bytes that were read: the scope without host, in the resource's own spelling.
    private(set) var text = WordHash()
    /// The resource of `Resource.Verb.Constraint`.
    private(set) var resource = WordHash()

    private var clearClass: DataClass?
    private var vagueClass: DataClass?
    private var productClass: DataClass?
    /// Whether it begins with `user` and has words in any order: something that the user has, not other people.
    private var isOfUser: Bool { !self.isResourceForm && self.firstWord == Self.user }
    /// Whether the first word reads: `read:request:jira-service-management` reads, whatever it is called.
    private(set) var beginsReading = false
    /// Whether the last word reads and is no thing: `manager:read`.
    private(set) var endsReading = false

    /// How far a `Resource.Verb.Constraint` reaches.
    enum Constraint: UInt8 {
        /// What the user has.
        case none
        /// Less than that, or what others share with the user.
        case limited
        /// More: a named part of the whole organisation.
        case wide
    }

    /// Reads a scope's bytes once, front to back; linear in their number.
    init(_ scope: UnsafeBufferPointer<UInt8>, form: ScopeForm, lexicon: ScopeLexicon) {
        let bare = Self.withoutHost(scope)
        self.hasStar = bare.contains(UInt8(ascii: "*"))
        for byte in bare { self.text = self.text.adding(byte) }
        guard form != .plain, let parts = ResourceForm(bare) else {
            self.words(of: bare, lexicon, isNoun: true, isVerb: true)
            return
        }
        self.isResourceForm = true
        for byte in parts.resource { self.resource = self.resource.adding(byte) }
        self.words(of: parts.resource, lexicon, isNoun: true, isVerb: false)
        self.words(of: parts.verb, lexicon, isNoun: false, isVerb: true)
        if let constraint = parts.constraint {
            self.words(of: constraint, lexicon, isNoun: false, isVerb: false)
            let name = constraint.reduce(WordHash()) { $0.adding($1) }
            self.constraint = Self.limits.contains(name) ? .limited : .wide
        }
    }

    private mutating func words(
        of bytes: Slice<UnsafeBufferPointer<UInt8>>, _ lexicon: ScopeLexicon, isNoun: Bool, isVerb: Bool
    ) {
        var start = bytes.startIndex
        var hash = WordHash()
        var before = hash
        func isLetter(_ index: Int) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index] | 0x20) }
        func isUpper(_ index: Int) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) }
        func isLower(_ index: Int) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index]) }
        for index in bytes.indices {
            let letter = isLetter(index)
            let begins =
                letter && index > start && isUpper(index)
                && (isLower(index - 1)
                    || isUpper(index - 1) && index + 1 < bytes.endIndex && isLower(index + 1))
            if !letter || begins {
                if index > start {
                    self.add(
                        lexicon.meaning(of: bytes[start..<index], hash: hash.value, hashWithoutLast: before.value),
                        hash.value, letters: index - start, isNoun: isNoun, isVerb: isVerb)
                }
                start = letter ? index : index + 1
                hash = WordHash()
                before = hash
                if !letter { continue }
            }
            before = hash
            hash = hash.adding(bytes[index])
        }
        if start < bytes.endIndex {
            self.add(
                lexicon.meaning(of: bytes[start...], hash: hash.value, hashWithoutLast: before.value), hash.value,
                letters: bytes.endIndex - start, isNoun: isNoun, isVerb: isVerb)
        }
    }

    private mutating func add(_ word: ScopeWord?, _ hash: UInt64, letters: Int, isNoun: Bool, isVerb: Bool) {
        self.wordCount += 1
        let traits = word?.traits ?? []
        if self.firstWord == nil {
            self.firstWord = hash
            self.beginsReading = traits.contains(.reads)
        }
        self.endsReading = traits.contains(.reads) && word?.isOnlyVerb == true
        self.traits.formUnion(traits)
        if isVerb { self.verbs.formUnion(traits) }
        guard isNoun else { return }
        // A person's address is no mailbox.
        let isAddress = hash == Self.address && self.vagueClass == .directory
        if let dataClass = word?.dataClass, !isAddress {
            if traits.contains(.product) {
                if self.productClass == nil { self.productClass = dataClass }
            } else if traits.contains(.vague) {
                if self.vagueClass == nil { self.vagueClass = dataClass }
            } else if self.clearClass == nil {
                self.clearClass = dataClass
            }
        } else if word == nil, letters > 1 {
            self.namesUnknown = true
        }
        // A resource's name may hold what is a verb elsewhere: `DeviceManagement`.
        if isVerb, word?.isOnlyVerb == true || traits.contains(.all) { return }
        if !traits.contains(.filler) {
            self.endsHarmless = traits.contains(.harmless)
            if !self.endsHarmless { self.namesMore = true }
        }
        self.stem = self.stem.adding(word: hash)
        if self.firstNoun == nil { self.firstNoun = hash }
        self.lastNoun = hash
    }

    /// A scope that is an address without its host and resource id: the name of an API's host says nothing of the
    /// access, unless there is nothing else.
    private static func withoutHost(_ scope: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        let slash = UInt8(ascii: "/")
        var rest = scope[...]
        if let colon = scope.prefix(6).firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 2 < scope.count,
            scope[colon + 1] == slash, scope[colon + 2] == slash
        {
            let host = scope[(colon + 3)...]
            rest = host[(host.firstIndex(of: slash) ?? host.endIndex)...].drop { $0 == slash }
            if rest.isEmpty { return host }
        }
        let name = rest.prefix { $0 != slash }
        let isAuth = name.count == 4 && name.elementsEqual("auth".utf8)
        let isIdentifier = name.count == 36 && name.count(where: { $0 == UInt8(ascii: "-") }) == 4
        return isAuth || isIdentifier ? rest[name.endIndex...].drop { $0 == slash } : rest
    }

    private static let user = "user".utf8.reduce(WordHash()) { $0.adding($1) }.value
    private static let address = "email".utf8.reduce(WordHash()) { $0.adding($1) }.value

    /// Constraints by which a scope reaches no further than what the user or the app has.
    private static let limits = Set(
        [
            "shared", "selected", "ownedby", "createdbyapp", "appfolder", "chat", "group", "user", "self", "managedby",
            "asguest", "whereinstalled", "owned",
        ].map { $0.utf8.reduce(WordHash()) { $0.adding($1) } })
}

/// How a provider's family of scopes is written.
enum ScopeForm: Sendable {
    /// Words in any order and with any punctuation.
    case plain
    /// Words, or `Resource.Verb.Constraint` where a scope has that form.
    case resource
}

/// The parts of `Resource.Verb.Constraint`: a name, a verb that begins with a capital, and perhaps a constraint.
private struct ResourceForm {
    var resource: Slice<UnsafeBufferPointer<UInt8>>
    var verb: Slice<UnsafeBufferPointer<UInt8>>
    var constraint: Slice<UnsafeBufferPointer<UInt8>>?

    init?(_ scope: Slice<UnsafeBufferPointer<UInt8>>) {
        let dot = UInt8(ascii: ".")
        guard let first = scope.firstIndex(of: dot), first > scope.startIndex else { return nil }
        let rest = scope[(first + 1)...]
        let second = rest.firstIndex(of: dot)
        guard let capital = rest.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(capital),
            scope.allSatisfy({ Self.isNamePart($0) })
        else { return nil }
        self.resource = scope[..<first]
        self.verb = rest[..<(second ?? rest.endIndex)]
        if let second {
            let last = rest[(second + 1)...]
            guard !last.isEmpty, !last.contains(dot) else { return nil }
            self.constraint = last
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
