import Grants

/// What the published scopes of a family say about their unpublished relatives.
///
/// A scope that names the same things as published ones is about the same data; only what may be done differs. So
/// `AccessReview.ReadWrite.All` takes its class from `AccessReview.Read.All`.
struct ScopeKinship: Sendable {
    private var classes: [Key: DataClass] = [:]
    private var levels: [Key: Sensitivity] = [:]
    /// What published scopes say by a verb, of one stem.
    private var stated: Set<Key> = []

    private struct Key: Hashable {
        var family: Int
        var hash: UInt64
        var kind: Kind
    }

    private enum Kind: Hashable {
        /// Every noun of the scope, in order.
        case stem
        /// The first noun.
        case first
        case level(Access)
        /// Of all users at once.
        case wideLevel(Access)
    }

    init() {}

    /// - Parameter rows: published scopes with the number of their family.
    init(_ rows: [(family: Int, reading: ScopeReading, scope: ClassifiedScope)]) {
        var votes: [Key: [DataClass: Int]] = [:]
        for row in rows where row.scope.dataClass != .identity && row.scope.dataClass != .offline {
            guard let first = row.reading.firstNoun else { continue }
            let stem = row.reading.stem.value
            votes[Key(family: row.family, hash: stem, kind: .stem), default: [:]][row.scope.dataClass, default: 0] += 1
            guard row.reading.isResourceForm else {
                if !row.reading.verbs.isDisjoint(with: .verbs) {
                    self.stated.insert(Key(family: row.family, hash: stem, kind: .level(row.scope.access)))
                }
                continue
            }
            votes[Key(family: row.family, hash: first, kind: .first), default: [:]][row.scope.dataClass, default: 0] +=
                1
            if row.reading.constraint == .wide {
                let key = Key(family: row.family, hash: stem, kind: .wideLevel(row.scope.access))
                self.levels[key] = max(self.levels[key] ?? .low, row.scope.sensitivity)
            } else {
                let key = Key(family: row.family, hash: stem, kind: .level(row.scope.access))
                self.levels[key] = min(self.levels[key] ?? .critical, row.scope.sensitivity)
            }
        }
        self.classes = votes.compactMapValues { classes in
            classes.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
        }
    }

    /// The class of data of the scopes that name the same, in the first family that has any.
    func dataClass(of reading: ScopeReading, in family: ScopeFamily) -> DataClass? {
        guard let first = reading.firstNoun else { return nil }
        for table in family.tables {
            if let match = self.classes[Key(family: table, hash: reading.stem.value, kind: .stem)] { return match }
            guard reading.isResourceForm else { continue }
            if let match = self.classes[Key(family: table, hash: first, kind: .first)] { return match }
        }
        return nil
    }

    /// What a scope without a verb opens, where a relative with a verb opens the rest: `contacts` beside
    /// `contacts.read` changes, `issue` beside `issue:write` reads.
    func accessBeside(_ reading: ScopeReading, in family: ScopeFamily) -> Access? {
        func isStated(_ access: Access) -> Bool {
            family.tables.contains {
                self.stated.contains(Key(family: $0, hash: reading.stem.value, kind: .level(access)))
            }
        }
        return isStated(.read) ? .write : isStated(.write) ? .read : nil
    }

    /// The least sensitivity of the scopes that give the same access to the same resource of one user.
    func least(of reading: ScopeReading, _ access: Access, in family: ScopeFamily) -> Sensitivity? {
        self.level(.level(access), of: reading, in: family)
    }

    /// What it takes to change the same resource of all users: to read it weighs no more.
    func mostToRead(_ reading: ScopeReading, in family: ScopeFamily) -> Sensitivity? {
        self.level(.wideLevel(.write), of: reading, in: family)
    }

    private func level(_ kind: Kind, of reading: ScopeReading, in family: ScopeFamily) -> Sensitivity? {
        for table in family.tables {
            if let match = self.levels[Key(family: table, hash: reading.stem.value, kind: kind)] { return match }
        }
        return nil
    }
}
