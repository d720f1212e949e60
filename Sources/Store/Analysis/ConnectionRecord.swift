import Governance
import Grants
import Risk

/// A connection and its finding as the writing thread knows them.
///
/// Shared, not copied; a rollback drops all records. `@unchecked`: a record lives in the `WriterMemory` behind
/// `WriterSession`'s lock and is touched only while that lock is held.
final class ConnectionRecord: @unchecked Sendable {
    let number: Int64
    let appNumber: Int64
    let resourceNumber: Int64
    let app: AppIdentity
    let resource: ResourceIdentity
    var setNumber: Int64
    var access: ScopeProfile
    var people: Int
    var liveness: ClassifiedGrant.Liveness
    var marks: ConnectionFacts.Marks
    /// To the minute.
    var firstSeen: Timestamp
    var lastSeen: Timestamp
    var finding: FindingRecord?

    init(
        number: Int64, appNumber: Int64, resourceNumber: Int64, app: AppIdentity, resource: ResourceIdentity,
        setNumber: Int64, access: ScopeProfile, people: Int, liveness: ClassifiedGrant.Liveness,
        marks: ConnectionFacts.Marks, firstSeen: Timestamp, lastSeen: Timestamp, finding: FindingRecord?
    ) {
        self.number = number
        self.appNumber = appNumber
        self.resourceNumber = resourceNumber
        self.app = app
        self.resource = resource
        self.setNumber = setNumber
        self.access = access
        self.people = people
        self.liveness = liveness
        self.marks = marks
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.finding = finding
    }

    var facts: ConnectionFacts {
        ConnectionFacts(
            app: self.app, resource: self.resource, access: self.access, people: self.people,
            liveness: self.liveness, marks: self.marks)
    }

    /// Takes what a live grant adds. Returns whether that was anything.
    func widen(by grant: ClassifiedGrant, _ marks: ConnectionFacts.Marks) -> Bool {
        var isChanged = false
        if self.liveness == .attempted {
            self.access = grant.access
            isChanged = true
        } else if let wider = self.access.widened(by: grant.access) {
            self.access = wider
            isChanged = true
        }
        if grant.liveness > self.liveness {
            self.liveness = grant.liveness
            isChanged = true
        }
        if !self.marks.isSuperset(of: marks) {
            self.marks.formUnion(marks)
            isChanged = true
        }
        return isChanged
    }

    /// Takes what a mere attempt asked for, as long as nothing was granted. Returns whether that was anything.
    func widen(byAttempt grant: ClassifiedGrant) -> Bool {
        guard self.liveness == .attempted, let wider = self.access.widened(by: grant.access) else { return false }
        self.access = wider
        return true
    }

    /// Returns whether the sighting lies outside the minutes known so far.
    func see(_ grant: ClassifiedGrant) -> Bool {
        let first = min(self.firstSeen, grant.startedAt.startOfMinute)
        let last = max(self.lastSeen, grant.endedAt.startOfMinute)
        guard first != self.firstSeen || last != self.lastSeen else { return false }
        self.firstSeen = first
        self.lastSeen = last
        return true
    }
}

/// A finding as the writing thread knows it.
struct FindingRecord {
    var number: Int64
    var status: FindingStatus
    var isRegressed: Bool
    var assessment: Assessment
    /// Kind of the action that is proposed, if one is.
    var proposed: (number: Int64, kind: ActionKind, rule: String)?
    /// Whether an action is under way or held up, so that nothing else is proposed.
    var isBeingActedOn = false
    /// When the access was seen to be gone after a revoke; sightings of a grant before its end say nothing new.
    var endedAt: Timestamp?

    /// SQL that forgets a person's decision when the finding opens again by itself.
    static let undecided = "status_reason = NULL, status_by = NULL, snoozed_until = NULL,"
}

extension ScopeProfile {
    /// Both sets together; `nil` when `other` adds nothing.
    func widened(by other: ScopeProfile) -> ScopeProfile? {
        if self.covers(other) { return nil }
        let union = self.union(other)
        return union.key == self.key ? nil : union
    }
}
