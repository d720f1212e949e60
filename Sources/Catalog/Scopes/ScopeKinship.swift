import Grants

/// What the published scopes of a family say about their unpublished relatives.
///
/// A scope that names the same things as published ones is about the same data; only what may be done differs. So
/// `AccessReview.ReadWrite.All` takes its class from `AccessReview.Read.All`.
struct ScopeKinship: Sendable {
    private var classes: [Key: DataClass] = [:]
    private var levels: [Key: Sensitivity] = [:]

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
    }

    init() {}

    /// - Parameter rows: published scopes with the number of their family.
    init(_ rows: [(family: Int, reading: ScopeReading, scope: ClassifiedScope)]) {
        var votes: [Key: [DataClass: Int]] = [:]
        for row in rows where row.scope.dataClass != .identity && row.scope.dataClass != .offline {
            guard let first = row.reading.firstNoun else { continue }
            let stem = row.reading.stem.value
            votes[Key(family: row.family, hash: stem, kind: .stem), default: [:]][row.scope.dataClass, default: 0] += 1
            guard row.reading.isResourceForm else { continue }
            votes[Key(family: row.family, hash: first, kind: .first), default: [:]][row.scope.dataClass, default: 0] +=
                1
            if row.reading.constraint != .wide {
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

    /// The least sensitivity of the scopes that give the same access to the same resource of one user.
    func least(of reading: ScopeReading, _ access: Access, in family: ScopeFamily) -> Sensitivity? {
        for table in family.tables {
            let key = Key(family: table, hash: reading.stem.value, kind: .level(access))
            if let match = self.levels[key] { return match }
        }
        return nil
    }
}
