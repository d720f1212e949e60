import Cryptography
import Foundation
import Governance
import Store
import Testing

@Suite("Jobs and their receipts")
struct ReceiptTests {
    private static let hostile = "</pre><script>alert('x')</script>&\"quoted\""

    private static func receipt(_ scene: ActionScene, _ query: String = "", accept: String = "*/*") throws -> HTTPAnswer
    {
        try scene.daemon.call(
            "GET", "/v1/jobs/job_1/receipt\(query)", token: scene.daemon.adminToken(), headers: ["Accept": accept])
    }

    @Test("A receipt is the bytes that were hashed, and the log holds the hash")
    func json() async throws {
        var scene = try ActionScene()
        let id = try scene.scheduled()
        #expect(try Self.receipt(scene).status == 404, "not before the work is over")
        scene = try await scene.carriedOut(.manualPending, detail: Self.hostile, requestIDs: ["r-1"])

        let answer = try Self.receipt(scene)

        #expect(answer.headers["content-type"] == "application/json")
        let object = answer.object
        #expect(object["verified"] as? Bool == true)
        let receipt = try #require(object["receipt"] as? [String: Any])
        #expect(receipt["job"] as? String == "job_1")
        #expect(receipt["outcome"] as? String == "manual_pending")
        #expect((receipt["asked"] as? [String: Any])?["action"] as? String == id)
        let text = String(decoding: answer.body, as: UTF8.self)
        let from = try #require(text.range(of: "\"receipt\":")).upperBound
        let to = try #require(text.range(of: ",\"verified\":", options: .backwards)).lowerBound
        let hash = SHA256.hash(Array(text[from..<to].utf8)).hexadecimal
        #expect(object["hash"] as? String == hash)
        let entry = try #require(try scene.rows("/v1/log?target=job:1&type=job.finish").first)
        #expect((entry["facts"] as? [String: Any])?["receipt"] as? String == hash)
        #expect(try Self.receipt(scene, "?format=pdf").code == "parameter_invalid")
    }

    @Test("The page stands alone, escapes what came from outside and lets nothing run", arguments: [true, false])
    func page(byAccept: Bool) async throws {
        var scene = try ActionScene()
        _ = try scene.scheduled()
        scene = try await scene.carriedOut(.manualPending, detail: Self.hostile, requestIDs: ["<b>1</b>"])

        let answer = try Self.receipt(
            scene, byAccept ? "" : "?format=html", accept: byAccept ? "text/html,application/xhtml+xml" : "*/*")

        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        let page = String(decoding: answer.body, as: UTF8.self)
        #expect(!page.contains("<script") && !page.contains("<b>") && !page.contains("\"quoted\""))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"))
        #expect(!page.contains("http:") && !page.contains("https:"), "nothing is loaded")
        let policy = try #require(answer.headers["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'"))
        let from = try #require(page.range(of: "<style>")).upperBound
        let to = try #require(page.range(of: "</style>")).lowerBound
        let style = Data(SHA256.hash(Array(page[from..<to].utf8))).base64EncodedString()
        #expect(policy.contains("style-src 'sha256-\(style)'"))
        #expect(page.contains("The hash was computed anew"))
    }

    @Test("A receipt that was changed afterwards says so")
    func tampered() async throws {
        var scene = try ActionScene()
        _ = try scene.scheduled()
        scene = try await scene.carriedOut(.manualPending)
        try scene.execute(
            "UPDATE receipts SET bytes = CAST(replace(CAST(bytes AS TEXT), 'manual_pending', 'revoked') AS BLOB)")

        #expect(try Self.receipt(scene).object["verified"] as? Bool == false)
        let page = String(decoding: try Self.receipt(scene, "?format=html").body, as: UTF8.self)
        #expect(page.contains("THE HASH DOES NOT FIT"))
    }

    @Test("A manual task of a high finding needs two persons' words, and then the finding is resolved")
    func attested() async throws {
        var scene = try ActionScene()
        try scene.execute("UPDATE findings SET severity = 'high'")
        let id = try scene.scheduled()
        scene = try await scene.carriedOut(.manualPending)
        #expect(try scene.action(id)["state"] as? String == "needs_user")
        #expect(try scene.decide("ada", "jobs/job_1/attest").code == "role_required")

        #expect(try scene.decide("bob", "jobs/job_1/attest").object["outcome"] as? String == "manual_attested")
        #expect(try scene.decide("bob", "jobs/job_1/attest").code == "same_person")
        let job = try scene.decide("cleo", "jobs/job_1/attest")

        #expect(job.object["outcome"] as? String == "manual_confirmed")
        #expect((job.object["attempts"] as? [Any])?.count == 3)
        #expect(try scene.action(id)["state"] as? String == "verified")
        #expect(try scene.daemon.json("/v1/findings/fnd_1")["status"] as? String == "resolved")
        let page = String(decoding: try Self.receipt(scene, "?format=html").body, as: UTF8.self)
        #expect(page.contains("manual_confirmed"))
    }

    @Test("A dead letter is tried again, any other job is not")
    func retried() async throws {
        var scene = try ActionScene()
        let id = try scene.scheduled()
        #expect(try scene.decide("bob", "jobs/job_1/retry").code == "job_move_illegal")
        #expect(try scene.decide("bob", "jobs/job_1/attest").code == "job_move_illegal")
        scene = try await scene.carriedOut(.transient, isDiscarded: true)
        #expect(try scene.action(id)["state"] as? String == "failed")

        let job = try scene.decide("bob", "jobs/job_1/retry")

        #expect(job.object["state"] as? String == "available")
        #expect(try scene.action(id)["state"] as? String == "running")
        #expect(try scene.decide("bob", "jobs/job_9/retry").code == "not_found")
        #expect(try scene.ask(nil, "GET", "/v1/jobs/job_9").code == "not_found")
    }
}
