import Governance
import Grants
import Risk
import StoreTesting
import Testing

@testable import Store

@Suite("What a person must do", .eachEngine)
struct ManualTaskTests {
    private static let manual = RemediationScene.Provider(call: { _ in CallAnswer(.manualPending) })

    private func attest(_ scene: RemediationScene, _ name: String, job: Int64 = 1) async throws -> JobOutcome {
        try await scene.store.attestJob(
            job, try scene.decision(name, "ben.okafor@example.com removed it"), judge: scene.judge,
            now: RemediationScene.after(60_000))
    }

    @Test("for a low or medium risk one word is enough", arguments: [Severity.low, .medium])
    func low(severity: Severity) async throws {
        try await withScene { scene in
            try scene.set(severity)
            try await scene.begin()
            try await scene.work(Self.manual)
            #expect(try await scene.state() == .needsUser)

            #expect(try await self.attest(scene, "ada") == .manualConfirmed)

            #expect(try await scene.state() == .verified)
            #expect(try await scene.finding().status == .resolved)
            try await scene.refused(.jobMoveIllegal) { _ = try await self.attest(scene, "bo") }
        }
    }

    @Test("for a high risk a second person confirms the first one's word")
    func high() async throws {
        try await withScene { scene in
            try scene.set(.high)
            try await scene.begin()
            try await scene.work(Self.manual)

            #expect(try await self.attest(scene, "ada") == .manualAttested)
            #expect(try await scene.state() == .needsUser)
            #expect(try await scene.finding().status == .open)
            try await scene.refused(.samePerson) { _ = try await self.attest(scene, "ada") }

            #expect(try await self.attest(scene, "bo") == .manualConfirmed)
            #expect(try await scene.state() == .verified)
        }
    }

    @Test("only a task that waits for a person can be attested, and only while its action lives")
    func refused() async throws {
        try await withScene { scene in
            try scene.set(.low)
            try await scene.begin()
            try await scene.refused(.jobMoveIllegal) { _ = try await self.attest(scene, "bo") }
            try await scene.work(Self.manual)
            try await scene.store.cancelAction(1, try scene.decision("bo"), now: RemediationScene.after(50_000))

            try await scene.refused(.jobMoveIllegal) { _ = try await self.attest(scene, "bo") }

            #expect(try await scene.finding().status == .open)
        }
    }

    @Test("an older task of the same grant is not attested after the action was resumed")
    func superseded() async throws {
        try await withScene { scene in
            try scene.set(.low)
            try await scene.begin()
            try await scene.work(Self.manual)
            try await scene.store.resumeAction(
                1, try scene.decision("bo"), terms: scene.terms, now: RemediationScene.after(50_000))

            try await scene.refused(.jobMoveIllegal) { _ = try await self.attest(scene, "bo", job: 1) }
        }
    }

    @Test("the receipt says who gave their word, and not their words")
    func receipt() async throws {
        try await withScene { scene in
            try scene.set(.low)
            try await scene.begin()
            try await scene.work(Self.manual)
            _ = try await self.attest(scene, "ada")

            let bytes = try #require(try await scene.store.receipt(ofJob: 1)).bytes
            let text = String(decoding: bytes, as: UTF8.self)

            #expect(text.contains(#""attested_by":"person:\#(try scene.number(of: "ada"))""#))
            #expect(!text.contains("@"))
        }
    }
}
