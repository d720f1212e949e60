import Governance
import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("Why people decided", .eachEngine)
struct LogReasonTests {
    private func reasons(_ scene: RemediationScene, _ type: String) async throws -> [String?] {
        try await scene.store.log(ListRequest(filters: ["type": [type]], sort: "sequence")).rows.map(\.reason)
    }

    @Test("stands beside the entries of the log, for actions, jobs and the freeze")
    func kept() async throws {
        try await withScene { scene in
            try await scene.approve()
            try await scene.store.setFrozen(
                true, because: "an incident", by: Author(system: "test"), now: RemediationScene.start)
            try await scene.store.setFrozen(false, by: Author(system: "test"), now: RemediationScene.start)
            try await scene.store.cancelJob(
                1, scene.decision("bo", "still in use"), judge: scene.judge, now: RemediationScene.after(1))

            #expect(try await self.reasons(scene, "action.approve") == ["decided"])
            #expect(try await self.reasons(scene, "policy.freeze") == ["an incident"])
            #expect(try await self.reasons(scene, "policy.unfreeze") == [nil])
            #expect(try await self.reasons(scene, "job.cancel") == ["still in use"])
        }
    }

    @Test("is emptied where it names somebody who is erased, and the chain stays valid")
    func erased() async throws {
        try await withScene { scene in
            try await scene.approve()
            try await scene.store.cancelJob(
                1, scene.decision("bo", "Ben.Okafor@example.com needs it"), judge: scene.judge,
                now: RemediationScene.after(1))

            _ = try await scene.store.erasePerson(
                address: "ben.okafor@example.com", reportsNaming: { _ in false }, by: Author(system: "test"),
                now: RemediationScene.after(2))

            #expect(try await self.reasons(scene, "job.cancel") == [""])
            #expect(try await self.reasons(scene, "action.approve") == ["decided"])
            #expect(try Store.verifyLog(at: scene.world.location, checkpoints: []).faults.isEmpty)
        }
    }
}
