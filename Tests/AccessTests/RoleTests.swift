import Testing

@testable import Access

@Suite("Roles")
struct RoleTests {
    private static let table: [(Permission, Set<Role>)] = [
        (.readInventory, [.viewer, .analyst, .remediator, .auditor, .admin]),
        (.readLog, [.auditor, .admin]),
        (.decideFindings, [.analyst, .remediator, .admin]),
        (.proposeActions, [.analyst, .remediator, .admin]),
        (.approveActions, [.remediator, .admin]),
        (.manageJobs, [.remediator, .admin]),
        (.manageConnectors, [.admin]),
        (.freezePolicy, [.remediator, .admin]),
        (.testModels, [.analyst, .admin]),
        (.changePolicy, [.admin]),
        (.correctCatalog, [.analyst, .admin]),
        (.replaceCatalog, [.admin]),
        (.manageTokens, [.admin]),
        (.managePeople, [.admin]),
        (.changePluginPolicy, [.remediator, .admin]),
    ]

    @Test("the table names every permission once")
    func complete() {
        #expect(Set(Self.table.map(\.0)) == Set(Permission.allCases))
        #expect(Self.table.count == Permission.allCases.count)
    }

    @Test("each role may do what the table says and nothing else", arguments: Self.table)
    func permissions(permission: Permission, allowed: Set<Role>) {
        for role in Role.allCases {
            let actor = RequestActor(personNumber: 1, tokenNumber: 1, name: "Ada", roles: [role])

            #expect(actor.may(permission) == allowed.contains(role), "\(role)")
        }
    }

    @Test("several roles add up, and none means nothing")
    func union() {
        let both = RequestActor(personNumber: 1, tokenNumber: 1, name: "Ada", roles: [.viewer, .auditor])
        let none = RequestActor(personNumber: 1, tokenNumber: 1, name: "Ada", roles: [])

        #expect(both.may(.readLog) && both.may(.readInventory) && !both.may(.decideFindings))
        #expect(Permission.allCases.allSatisfy { !none.may($0) })
    }
}
