import Connectors
import Governance
import Testing

@testable import Remediation

@Suite("What a connector's answer says of a block")
struct BlockOutcomeTests {
    @Test("only what was read back is blocked", arguments: RevokeOutcome.allCases)
    func seen(outcome: RevokeOutcome) {
        let isSeen = [.revoked, .alreadyAbsent].contains(outcome)

        #expect((JobOutcome(ofBlock: outcome) == .blocked) == isSeen)
    }

    @Test("what was accepted and not seen is tried again")
    func unseen() {
        #expect(JobOutcome(ofBlock: .revokedUnverified) == .transient)
    }
}
