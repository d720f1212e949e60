import Governance
import SeededRandom
import Testing

@Suite("The states of an action")
struct ActionStateTests {
    private static let successors: [ActionState: Set<ActionState>] = [
        .proposed: [.approved, .rejected, .reviewed, .registered, .cancelled, .expired],
        .approved: [.scheduled, .registered, .reviewed, .proposed, .cancelled, .expired],
        .scheduled: [.running, .cancelled, .proposed],
        .running: [.verifying, .needsUser, .needsMapping, .forbidden, .failed],
        .verifying: [.verified, .needsUser, .needsMapping, .forbidden, .failed],
        .needsUser: [.approved, .verifying, .cancelled, .expired],
        .needsMapping: [.approved, .verifying, .cancelled, .expired],
        .forbidden: [.approved, .verifying, .cancelled, .expired],
        .failed: [.running],
    ]

    @Test("are followed by these states and no other", arguments: ActionState.allCases)
    func followers(state: ActionState) {
        #expect(state.successors == Self.successors[state, default: []])
    }

    @Test("are final exactly when nothing follows", arguments: ActionState.allCases)
    func final(state: ActionState) {
        #expect(state.isFinal == state.successors.isEmpty)
    }

    @Test("can all be reached from a proposal, and all end")
    func reachable() {
        var reached: Set<ActionState> = [.proposed]
        var front = reached
        while !front.isEmpty {
            front = front.reduce(into: Set<ActionState>()) { $0.formUnion($1.successors) }.subtracting(reached)
            reached.formUnion(front)
        }

        #expect(reached == Set(ActionState.allCases))
        #expect(ActionState.allCases.contains { $0.isFinal })
    }

    @Test("never let an action run that nobody approved")
    func approval() {
        // Without `approved` on the way, neither `scheduled` nor `running` is reached.
        var reached: Set<ActionState> = [.proposed]
        for _ in ActionState.allCases {
            reached.formUnion(reached.flatMap(\.successors).filter { $0 != .approved })
        }

        #expect(reached.isDisjoint(with: [.scheduled, .running, .verifying, .verified]))
    }

    @Test("never leave their set on a random walk", arguments: 1...20 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var state = ActionState.proposed
        for _ in 0..<1_000 {
            let choices = state.successors.sorted { $0.rawValue < $1.rawValue }
            guard let next = choices.randomElement(using: &random) else { break }

            #expect(!state.isFinal)
            state = next
        }
    }

    @Test("are spelled on the wire as the contract says")
    func names() {
        #expect(
            Set(ActionState.allCases.map(\.rawValue)) == [
                "proposed", "rejected", "approved", "scheduled", "running", "verifying", "verified", "registered",
                "reviewed", "needs_user", "needs_mapping", "forbidden", "failed", "cancelled", "expired",
            ])
    }
}
