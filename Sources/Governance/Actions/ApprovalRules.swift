package import Grants
package import Risk

/// Who may let an action happen, and for how long the word counts.
package struct ApprovalRules: Sendable, Equatable {
    /// An action on more grants than this needs two persons; at least 1.
    package var grantsOfOnePerson: Int
    /// Days after which an approval that led to nothing counts no more.
    package var days: Int

    package init(grantsOfOnePerson: Int = 25, days: Int = 7) {
        self.grantsOfOnePerson = grantsOfOnePerson
        self.days = days
    }

    /// Why a second person must approve, in words; `nil` when one is enough.
    package func reasonForSecond(kind: ActionKind, grants: Int, severity: Severity) -> String? {
        if severity == .critical { return "its finding is critical" }
        if kind == .block { return "it hits everybody who uses the app" }
        if grants > self.grantsOfOnePerson { return "it ends \(grants) grants, more than \(self.grantsOfOnePerson)" }
        return nil
    }

    package func end(of approvedAt: Timestamp) -> Timestamp {
        approvedAt.advanced(byMilliseconds: Int64(self.days) * 86_400_000)
    }
}

/// A person who lets an action happen.
package struct Approver: Sendable, Equatable {
    package var person: Int64
    /// Whether it is the person of the first start, who may be anybody with access to the machine.
    package var isLocalAdmin: Bool

    package init(person: Int64, isLocalAdmin: Bool) {
        self.person = person
        self.isLocalAdmin = isLocalAdmin
    }
}

/// Why somebody may not approve. Raw values are the interface's codes.
package enum ApprovalRefusal: String, Error, Sendable, CaseIterable {
    /// Proposer, approver and second approver are different persons.
    case samePerson = "same_person"
    /// The first-start administrator is never the second person.
    case localAdminIsNoSecond = "local_admin_is_no_second"

    /// - Parameters:
    ///   - proposer: `nil` when the policy proposed.
    ///   - earlier: who approved before, in this round.
    package static func check(_ approver: Approver, proposer: Int64?, earlier: [Int64]) throws(ApprovalRefusal) {
        guard approver.person != proposer, !earlier.contains(approver.person) else { throw .samePerson }
        guard earlier.isEmpty || !approver.isLocalAdmin else { throw .localAdminIsNoSecond }
    }
}
