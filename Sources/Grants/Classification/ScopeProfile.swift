/// One scope and what it means.
package struct ClassifiedScope: Sendable, Hashable, Codable {
    /// As the request spelled it.
    package var scope: String
    package var access: Access
    package var dataClass: DataClass
    package var sensitivity: Sensitivity
    package var basis: ScopeBasis
    /// Plain words, or empty.
    package var description: String

    package init(
        scope: String, access: Access, dataClass: DataClass, sensitivity: Sensitivity, basis: ScopeBasis,
        description: String = ""
    ) {
        self.scope = scope
        self.access = access
        self.dataClass = dataClass
        self.sensitivity = sensitivity
        self.basis = basis
        self.description = description
    }

    private enum CodingKeys: String, CodingKey {
        case scope, access, sensitivity, basis, description
        case dataClass = "data_class"
    }

    /// Whether it only keeps a grant alive without opening data of its own.
    package var isStandingAccess: Bool { self.dataClass == .offline }
}

/// A set of scopes and what it lets its holder do.
///
/// A class, so that the many events with one scope set share one value; immutable.
package final class ScopeProfile: Sendable {
    /// In scope order by spelling, without repeats; `nil` when the scopes were not visible.
    package let scopes: [ClassifiedScope]?
    package let kind: GrantKind
    /// The strongest access; `nil` without visible scopes.
    package let access: Access?
    package let sensitivity: Sensitivity?
    /// Distinct data classes besides identity and offline.
    package let dataClasses: [DataClass]
    package let hasStandingAccess: Bool
    package let hasUnknownScope: Bool
    /// Equal for equal sets: the scopes in order, joined by spaces; `?` when not visible.
    package let key: String

    package init(scopes: [ClassifiedScope]?) {
        let sorted = scopes.map { Self.distinct($0) }
        var key = sorted == nil ? "?" : "="
        key.reserveCapacity((sorted ?? []).reduce(1) { $0 + $1.scope.utf8.count + 1 })
        var access: Access?
        var sensitivity: Sensitivity?
        var dataClasses: UInt32 = 0
        var hasStandingAccess = false
        var hasUnknownScope = false
        var isIdentityOnly = true
        for scope in sorted ?? [] {
            if key.utf8.count > 1 { key += " " }
            key += scope.scope
            if scope.basis == .unknown { hasUnknownScope = true }
            if scope.isStandingAccess {
                hasStandingAccess = true
                continue
            }
            if scope.access != .identity { isIdentityOnly = false }
            if access.map({ $0 < scope.access }) ?? true { access = scope.access }
            if sensitivity.map({ $0 < scope.sensitivity }) ?? true { sensitivity = scope.sensitivity }
            dataClasses |= 1 << scope.dataClass.position
        }
        self.scopes = sorted
        self.key = key
        self.kind = sorted?.isEmpty ?? true ? .noScope : isIdentityOnly ? .identityOnly : .data
        self.access = access
        self.sensitivity = sensitivity
        self.dataClasses = DataClass.allCases.filter { $0 != .identity && dataClasses & 1 << $0.position != 0 }
        self.hasStandingAccess = hasStandingAccess
        self.hasUnknownScope = hasUnknownScope
    }

    /// Whether every scope of `other` is in this set already.
    package func covers(_ other: ScopeProfile) -> Bool {
        if self === other || self.key == other.key { return true }
        guard let theirs = other.scopes, !theirs.isEmpty else { return self.scopes?.isEmpty == false }
        let ours = Set((self.scopes ?? []).map(\.scope))
        return theirs.allSatisfy { ours.contains($0.scope) }
    }

    /// Whether this set opens or keeps open more than `first` did. Nothing is more than what was not visible.
    package func opensMore(than first: ScopeProfile) -> Bool {
        guard self.key != first.key, let before = first.scopes, !before.isEmpty else { return false }
        let known = Set(before.map(\.scope))
        return (self.scopes ?? []).contains {
            ($0.access != .identity || $0.isStandingAccess) && !known.contains($0.scope)
        }
    }

    /// Both sets together; what stays invisible adds nothing to what is seen.
    package func union(_ other: ScopeProfile) -> ScopeProfile {
        if self.covers(other) { return self }
        if other.covers(self) { return other }
        return ScopeProfile(scopes: (self.scopes ?? []) + (other.scopes ?? []))
    }

    private static func distinct(_ scopes: [ClassifiedScope]) -> [ClassifiedScope] {
        let sorted = scopes.sorted { $0.scope < $1.scope }
        guard zip(sorted, sorted.dropFirst()).contains(where: { $0.scope == $1.scope }) else { return sorted }
        var distinct: [ClassifiedScope] = []
        for scope in sorted where distinct.last?.scope != scope.scope { distinct.append(scope) }
        return distinct
    }
}
