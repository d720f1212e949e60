import Grants
import Risk

/// Connection facts in the making: a data connection of an unknown client, seen once.
struct FactsDraft: Sendable {
    var aiClass = AIClass.unknown
    var traits: AppIdentity.Traits = []
    var scopes: [ClassifiedScope]? = []
    var people = 2
    var liveness = ClassifiedGrant.Liveness.observed
    var marks: ConnectionFacts.Marks = []
    var providerID: String? = "google"
    var resourceCategory = "productivity"

    var facts: ConnectionFacts {
        let access = ScopeProfile(scopes: self.scopes)
        var marks = self.marks
        if access.hasStandingAccess { marks.insert(.standingAccess) }
        if access.kind == .noScope { marks.insert(.hiddenScopes) }
        return ConnectionFacts(
            app: AppIdentity(
                key: "client:x", name: "App", vendor: "Vendor", aiClass: self.aiClass, traits: self.traits,
                rule: "test", confidence: 0.5),
            resource: ResourceIdentity(
                key: "resource", name: "Resource", providerID: self.providerID, category: self.resourceCategory),
            access: access, people: self.people, liveness: self.liveness, marks: marks)
    }
}

extension ClassifiedScope {
    static func of(
        _ access: Access, _ dataClass: DataClass, _ sensitivity: Sensitivity, _ basis: ScopeBasis = .exact
    ) -> ClassifiedScope {
        ClassifiedScope(
            scope: "\(dataClass.rawValue).\(access.rawValue).\(sensitivity.rawValue)", access: access,
            dataClass: dataClass, sensitivity: sensitivity, basis: basis)
    }

    static let signIn = ClassifiedScope.of(.identity, .identity, .low)
    static let offline = ClassifiedScope.of(.read, .offline, .medium)
    static let mailRead = ClassifiedScope.of(.read, .mail, .high)
    static let mailWrite = ClassifiedScope.of(.write, .mail, .critical)
    static let driveRead = ClassifiedScope.of(.read, .files, .high)
    static let driveWrite = ClassifiedScope.of(.write, .files, .critical)
    static let fileOfApp = ClassifiedScope.of(.write, .files, .low)
    static let calendarRead = ClassifiedScope.of(.read, .calendar, .medium)
    static let calendarWrite = ClassifiedScope.of(.write, .calendar, .medium)
    static let crmWrite = ClassifiedScope.of(.write, .crm, .high)
    static let repoAdmin = ClassifiedScope.of(.admin, .sourceCode, .critical)
    static let repoRead = ClassifiedScope.of(.read, .sourceCode, .high)
    static let chatRead = ClassifiedScope.of(.read, .messaging, .high)
    static let issuesRead = ClassifiedScope.of(.read, .projects, .medium)
    static let notUnderstood = ClassifiedScope.of(.read, .other, .medium, .unknown)
}
