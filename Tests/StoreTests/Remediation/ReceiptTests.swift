import Cryptography
import Foundation
import Governance
import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("Receipts", .eachEngine)
struct ReceiptTests {
    @Test("a receipt is canonical JSON whose hash stands in the log")
    func hashed() async throws {
        try await withScene { scene in
            try await scene.begin()
            #expect(try await scene.store.receipt(ofJob: 1) == nil)
            try await scene.work()

            let receipt = try #require(try await scene.store.receipt(ofJob: 1))

            #expect(SHA256.hash(receipt.bytes) == receipt.hash)
            let entry = try #require(try await scene.world.log().last { $0.type == "job.finish" })
            let text = String(decoding: entry.bytes, as: UTF8.self)
            #expect(text.contains(#""receipt":"\#(receipt.hash.hexadecimal)""#))
            #expect(text.contains(#""targets":["job:1","action:1","grant:1"]"#))
            // What JSON readers make of it, written again in canonical form, is the same bytes.
            let object = try JSONSerialization.jsonObject(with: Data(receipt.bytes))
            let again = try JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
            #expect(Array(again) == receipt.bytes)
        }
    }

    @Test("says what was asked, by whom, what the provider answered, and when the grant was gone")
    func content() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.work()

            let bytes = try #require(try await scene.store.receipt(ofJob: 1)).bytes
            let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])

            let asked = try #require(object["asked"] as? [String: Any])
            #expect(asked["action"] as? String == "act_1" && asked["grant"] as? String == "grn_1")
            #expect(asked["proposed_by"] as? String == "policy" && asked["rule"] as? String == "all_revoke")
            let approvals = try #require(asked["approvals"] as? [[String: String]])
            #expect(approvals.map { $0["person"] } == ["per_\(try scene.number(of: "ada"))"])
            #expect(object["outcome"] as? String == "revoked")
            #expect(object["absent_since"] as? String == RemediationScene.after(30_000).description)
            let attempts = try #require(object["attempts"] as? [[String: Any]])
            #expect(attempts.map { $0["step"] as? String } == ["call", "read_back"])
            #expect(attempts[0]["request_ids"] as? [String] == ["req-1"])
            let connector = try #require(object["connector"] as? [String: Any])
            #expect(connector["is_test"] as? Bool == true && connector["name"] as? String == "main")
        }
    }

    @Test("outlives the person's erasure, and never held an address")
    func erased() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.work()
            let before = try #require(try await scene.store.receipt(ofJob: 1))
            #expect(!String(decoding: before.bytes, as: UTF8.self).contains("@"))

            _ = try await scene.store.erasePerson(
                address: "ben.okafor@example.com", reportsNaming: { _ in false }, by: Author(system: "test"),
                now: RemediationScene.after(60_000))

            let after = try #require(try await scene.store.receipt(ofJob: 1))
            #expect(after.bytes == before.bytes && after.hash == before.hash)
            #expect(try await scene.job().address == nil)
        }
    }

    @Test("a dead letter that is tried again gets a new receipt, and the log has both")
    func again() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.work(.init(call: { _ in CallAnswer(.transient, retryAfter: 90_000_000) }))
            let first = try #require(try await scene.store.receipt(ofJob: 1))
            try await scene.store.retryJob(1, try scene.decision("bo"), now: RemediationScene.after(60_000))

            try await scene.work(at: 60_000)

            let second = try #require(try await scene.store.receipt(ofJob: 1))
            #expect(first.hash != second.hash)
            let hashes = try await scene.world.log().filter { $0.type == "job.finish" }
                .map { String(decoding: $0.bytes, as: UTF8.self) }
            #expect(hashes.count == 2 && hashes[0].contains(first.hash.hexadecimal))
            #expect(hashes[1].contains(second.hash.hexadecimal))
        }
    }
}
