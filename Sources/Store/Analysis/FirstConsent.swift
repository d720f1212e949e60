import Grants
import Risk
import SQL

/// What a grant held when it was first seen to stand.
struct FirstConsent: Equatable {
    /// Milliseconds since 1970; 0 for a grant of an earlier version, before which nothing was seen.
    var at: Int64
    var setNumber: Int64
}

extension BatchApplication {
    /// The first consent of a grant after one more sighting: the earlier one, of two at one time both together.
    ///
    /// Depends on the sightings alone, not on the order in which they are reported.
    mutating func firstConsent(
        after grant: ClassifiedGrant, of known: WriterMemory.KnownGrant, in connection: ConnectionRecord
    ) throws -> FirstConsent {
        let at = grant.startedAt.milliseconds
        if let first = known.first {
            if at > first.at { return first }
            if at == first.at {
                let both = try self.scopeProfile(first.setNumber).union(grant.access)
                return FirstConsent(at: at, setNumber: try self.scopeSet(both, of: connection.resourceNumber))
            }
        }
        return FirstConsent(at: at, setNumber: try self.scopeSet(grant.access, of: connection.resourceNumber))
    }

    /// Whether what a grant holds opens more than its first consent did.
    mutating func hasGrown(_ known: WriterMemory.KnownGrant) throws -> Bool {
        guard let first = known.first, first.setNumber != known.setNumber else { return false }
        return try self.scopeProfile(known.setNumber).opensMore(than: self.scopeProfile(first.setNumber))
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
