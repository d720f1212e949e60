import Governance
import Testing

@Suite("The life of a finding")
struct FindingLifecycleTests {
    /// Every move that exists; all others do not.
    private static let moves: [FindingStatus: Set<FindingStatus>] = [
        .open: [.snoozed, .acknowledged, .falsePositive, .resolved],
        .snoozed: [.open, .acknowledged, .falsePositive, .resolved],
        .acknowledged: [.open, .resolved],
        .falsePositive: [.open, .resolved],
        .resolved: [.open],
    ]

    @Test("has these moves and no other", arguments: FindingStatus.allCases, FindingStatus.allCases)
    func moves(from status: FindingStatus, to next: FindingStatus) {
        #expect(status.mayBecome(next) == (Self.moves[status]?.contains(next) == true))
    }

    @Test(
        "goes on as its status says when the connection is seen again",
        arguments: [
            (.open, .nothing, .update), (.open, .something, .update), (.snoozed, .nothing, .update),
            (.snoozed, .something, .update), (.acknowledged, .nothing, .update), (.acknowledged, .something, .reopen),
            (.falsePositive, .nothing, .update), (.falsePositive, .something, .reopen), (.resolved, .nothing, .regress),
            (.resolved, .something, .regress),
        ] as [(FindingStatus, SightingChange, SightingEffect)])
    func sighting(status: FindingStatus, change: SightingChange, effect: SightingEffect) {
        #expect(status.afterSighting(change) == effect)
    }

    @Test("reopens only from where open can be reached")
    func reopening() {
        for status in FindingStatus.allCases {
            for change in [SightingChange.nothing, .something] where status.afterSighting(change) != .update {
                #expect(status.mayBecome(.open))
            }
        }
    }

    @Test("is spelled on the wire as the contract says")
    func names() {
        #expect(
            Set(FindingStatus.allCases.map(\.rawValue))
                == ["open", "snoozed", "acknowledged", "false_positive", "resolved"])
    }
}
