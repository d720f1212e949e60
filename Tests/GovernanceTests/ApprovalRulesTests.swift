import Governance
import Grants
import Risk
import Testing

@Suite("Who may approve an action")
struct ApprovalRulesTests {
    private static let now = Timestamp(milliseconds: 1_795_507_200_000)

    @Test(
        "a second person is asked for what is critical, hits everybody or ends many grants",
        arguments: [
            (ActionKind.revoke, 1, Severity.high, false), (.revoke, 25, .high, false), (.revoke, 26, .high, true),
            (.revoke, 1, .critical, true), (.revoke, 10_000, .info, true), (.block, 1, .info, true),
            (.block, 1, .critical, true),
        ])
    func second(kind: ActionKind, grants: Int, severity: Severity, isNeeded: Bool) {
        let reason = ApprovalRules().reasonForSecond(kind: kind, grants: grants, severity: severity)

        #expect((reason != nil) == isNeeded)
        #expect(reason?.isEmpty != true)
    }

    @Test("the number of grants that one person may end is a setting", arguments: [(1, 1, false), (1, 2, true)])
    func setting(bound: Int, grants: Int, isNeeded: Bool) {
        let rules = ApprovalRules(grantsOfOnePerson: bound)

        #expect((rules.reasonForSecond(kind: .revoke, grants: grants, severity: .low) != nil) == isNeeded)
    }

    @Test("a word counts for seven days", arguments: [(7, 604_800_000), (1, 86_400_000), (30, 2_592_000_000)])
    func end(days: Int, milliseconds: Int64) {
        #expect(
            ApprovalRules(days: days).end(of: Self.now) == Self.now.advanced(byMilliseconds: milliseconds))
        #expect(ApprovalRules().days == 7)
    }

    struct Case: Sendable {
        var approver: Int64
        var isLocalAdmin = false
        var proposer: Int64?
        var earlier: [Int64] = []
        var refusal: ApprovalRefusal?
    }

    @Test(
        "proposer, approver and second approver are different persons, and the local administrator is no second",
        arguments: [
            Case(approver: 1), Case(approver: 1, isLocalAdmin: true), Case(approver: 1, proposer: 2),
            Case(approver: 1, proposer: 1, refusal: .samePerson),
            Case(approver: 1, isLocalAdmin: true, proposer: 1, refusal: .samePerson),
            Case(approver: 1, earlier: [2]), Case(approver: 1, earlier: [1], refusal: .samePerson),
            Case(approver: 1, earlier: [2, 1], refusal: .samePerson),
            Case(approver: 1, proposer: 1, earlier: [2], refusal: .samePerson),
            Case(approver: 1, isLocalAdmin: true, earlier: [2], refusal: .localAdminIsNoSecond),
            Case(approver: 1, isLocalAdmin: true, proposer: 3, earlier: [2], refusal: .localAdminIsNoSecond),
        ])
    func persons(case one: Case) {
        var refusal: ApprovalRefusal?
        do {
            try ApprovalRefusal.check(
                Approver(person: one.approver, isLocalAdmin: one.isLocalAdmin), proposer: one.proposer,
                earlier: one.earlier)
        } catch {
            refusal = error
        }

        #expect(refusal == one.refusal)
    }

    @Test("refusals are spelled on the wire as the list of codes says")
    func names() {
        #expect(ApprovalRefusal.allCases.map(\.rawValue) == ["same_person", "local_admin_is_no_second"])
    }
}
