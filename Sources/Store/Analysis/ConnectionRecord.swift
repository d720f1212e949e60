import Governance
import Grants
import Risk

/// A connection and its finding as the writing thread knows them.
struct ConnectionRecord {
    let number: Int64
    let appNumber: Int64
    let resourceNumber: Int64
    var app: AppIdentity
    var resource: ResourceIdentity
    var setNumber: Int64
    var access: ScopeProfile
    var people: Int
    var liveness: ClassifiedGrant.Liveness
    var marks: ConnectionFacts.Marks
    /// To the minute.
    var firstSeen: Timestamp
    var lastSeen: Timestamp
    var finding: FindingRecord?

    var facts: ConnectionFacts {
        ConnectionFacts(
            app: self.app, resource: self.resource, access: self.access, people: self.people,
            liveness: self.liveness, marks: self.marks)
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
}
