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
        self.scopes = sorted
        self.key = sorted.map { "=" + $0.map(\.scope).joined(separator: " ") } ?? "?"
        let scopes = sorted ?? []
        let opening = scopes.filter { !$0.isStandingAccess }
        if scopes.isEmpty {
            self.kind = .noScope
        } else if opening.allSatisfy({ $0.access == .identity }) {
            self.kind = .identityOnly
        } else {
            self.kind = .data
        }
        self.access = opening.map(\.access).max()
        self.sensitivity = opening.map(\.sensitivity).max()
        self.dataClasses = DataClass.allCases.filter { dataClass in
            dataClass != .identity && opening.contains { $0.dataClass == dataClass }
        }
        self.hasStandingAccess = scopes.contains(where: \.isStandingAccess)
        self.hasUnknownScope = scopes.contains { $0.basis == .unknown }
    }

    /// Whether every scope of `other` is in this set already.
    package func covers(_ other: ScopeProfile) -> Bool {
        if self === other || self.key == other.key { return true }
        guard let theirs = other.scopes, !theirs.isEmpty else { return self.scopes?.isEmpty == false }
        let ours = Set((self.scopes ?? []).map(\.scope))
        return theirs.allSatisfy { ours.contains($0.scope) }
    }

    /// Both sets together; what stays invisible adds nothing to what is seen.
    package func union(_ other: ScopeProfile) -> ScopeProfile {
        if self.covers(other) { return self }
        if other.covers(self) { return other }
        return ScopeProfile(scopes: (self.scopes ?? []) + (other.scopes ?? []))
    }

    private static func distinct(_ scopes: [ClassifiedScope]) -> [ClassifiedScope] {
        var seen: Set<String> = []
        return scopes.filter { seen.insert($0.scope).inserted }.sorted { $0.scope < $1.scope }
    }
}
