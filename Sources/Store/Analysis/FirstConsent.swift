import Grants
import Risk
import SQL

/// What a grant held when it was first seen to stand.
struct FirstConsent: Equatable {
    /// Milliseconds since 1970; 0 for a grant of an earlier version, before which nothing was seen.
    var at: Int64
    var setNumber: Int64
}

extension FirstConsent {
    /// From a grant's row; a version that did not keep it leaves both out.
    ///
    /// - Parameter present: the set that the grant holds now.
    init(at: Int64?, setNumber: Int64?, holding present: Int64) {
        self.init(at: at ?? 0, setNumber: setNumber ?? present)
    }
}

extension BatchApplication {
    /// The earlier of a grant's first consent and another one; of two at one time both together.
    ///
    /// Depends on the consents alone, not on the order in which they are reported.
    mutating func firstConsent(
        _ known: FirstConsent?, or access: ScopeProfile, at: Int64, of resource: Int64
    ) throws -> FirstConsent {
        if let known, known.at < at { return known }
        var access = access
        if let known, known.at == at { access = try self.scopeProfile(known.setNumber).union(access) }
        return FirstConsent(at: at, setNumber: try self.scopeSet(access, of: resource))
    }

    /// Whether a set of scopes opens more than the first consent did.
    mutating func hasGrown(_ set: Int64, since first: FirstConsent?) throws -> Bool {
        guard let first, first.setNumber != set else { return false }
        return try self.scopeProfile(set).opensMore(than: self.scopeProfile(first.setNumber))
    }

    /// Brings the connection's mark up to a grant that has grown, or turns out not to have.
    ///
    /// - Returns: whether the mark has changed.
    mutating func note(_ growth: Growth, of number: Int64, in connection: ConnectionRecord) throws -> Bool {
        switch growth {
        case .none: return false
        case .grown: return connection.marks.insert(.scopeDrift).inserted
        case .takenBack:
            try self.newGrants.write(self.database)
            let others = try self.database.value(
                Bool.self,
                """
                SELECT EXISTS (SELECT 1 FROM grants
                    WHERE org_no = ? AND connection_no = ? AND has_grown = 1 AND grant_no <> ?)
                """, [Store.organisation, connection.number, number])
            return others == false && connection.marks.remove(.scopeDrift) != nil
        }
    }
}

/// What one sighting says of whether a grant holds more than at first.
enum Growth {
    case none
    case grown
    /// An earlier consent was reported late.
    case takenBack
}
