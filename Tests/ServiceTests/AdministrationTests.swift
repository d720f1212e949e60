import Access
import Foundation
import GRDB
import Store
import Testing

@Suite("Administration, end to end")
struct AdministrationTests {
    private static func policy(version: String, propose: String = "review", decider: String = "admin") -> String {
        """
        {"format":"gnomon.policy/1","version":"\(version)","rules":[{"id":"all","when":{},"propose":"\(propose)",
        "decider":"\(decider)","within_days":2,"because":"Because."}]}
        """
    }

    @Test("A policy's version names one content; what is wrong with a policy is said in a sentence")
    func policy() throws {
        let scene = CommandScene(try DaemonProcess())
        let first = Self.policy(version: "mine-1")
        #expect(try scene.ask("PUT", "/v1/policy", first).status == 200)
        #expect(try scene.ask("PUT", "/v1/policy", first.replacing(":", with: ": ")).status == 200)

        let other = try scene.ask("PUT", "/v1/policy", Self.policy(version: "mine-1", propose: "revoke"))

        #expect(other.code == "conflict")
        #expect((other.object["detail"] as? String)?.contains("mine-1") == true)
        let entries = try scene.rows("/v1/log?type=policy.apply")
        #expect(entries.count == 1)
        let facts = try #require(entries.first?["facts"] as? [String: String])
        #expect(facts["version"] == "mine-1")
        #expect(facts["content"]?.count == 64)

        for role in Role.allCases {
            let policy = Self.policy(version: "of-\(role)", decider: role.rawValue)
            #expect(try scene.ask("PUT", "/v1/policy", policy).status == 200, "\(role)")
        }
        let words = "rules[0].decider must be one of: viewer, analyst, remediator, auditor, admin"
        let wrong = Self.policy(version: "x", decider: "nobody")
        let answer = try scene.ask("PUT", "/v1/policy", wrong)
        #expect(answer.code == "policy_invalid")
        #expect(answer.object["detail"] as? String == words)
        let file = scene.daemon.folder.appendingPathComponent("policy.json")
        try Data(wrong.utf8).write(to: file)
        let check = try scene.gnomon("policy", "check", file.path)
        #expect(check.status == 6)
        #expect(check.errors == "gnomon: \(file.path): \(words)\n")
    }

    @Test("Revoking enrolment tokens by name ends each valid one of the name, and says which")
    func revokeByName() throws {
        let scene = CommandScene(try DaemonProcess())
        try scene.gnomon("enrolment", "create", "--name", "other")
        try scene.gnomon("enrolment", "create", "--name", "fleet one")
        try scene.gnomon("enrolment", "rotate", "fleet one")

        let answer = try scene.gnomon("enrolment", "revoke", "fleet one")

        #expect(answer.status == 0)
        #expect(answer.errors.contains("enr_2, enr_3"), "\(answer.errors)")
        let states = try scene.rows("/v1/enrolment-tokens").compactMap { $0["state"] as? String }
        #expect(states == ["valid", "revoked", "revoked"])
        #expect(try scene.gnomon("enrolment", "revoke", "fleet one").status == 5)
        #expect(try scene.gnomon("enrolment", "revoke", "enr_1").status == 0)
        #expect(try scene.ask("DELETE", "/v1/enrolment-tokens").code == "parameter_invalid")
    }

    @Test("The last admin token cannot be revoked; when all have expired, a start makes a new one and says so")
    func lockedOut() throws {
        let daemon = try DaemonProcess()
        let scene = CommandScene(daemon)
        #expect(Store.tokenManager == Role.admin.rawValue)

        let answer = try scene.gnomon("tokens", "revoke", "tok_1")
        #expect(answer.status == 6)
        #expect(answer.errors.contains("last valid token with the role admin"), "\(answer.errors)")
        #expect(try scene.gnomon("tokens", "create", "--name", "other", "--person", "ada").status == 0)
        #expect(try scene.ask("DELETE", "/v1/tokens/tok_1").code == "conflict")
        #expect(try scene.ask("DELETE", "/v1/tokens/tok_2").status == 204)

        let lost = try daemon.adminToken()
        daemon.kill(SIGTERM)
        try DatabaseQueue(path: daemon.folder.appendingPathComponent("gnomon.sqlite").path).write {
            try $0.execute(sql: "UPDATE api_tokens SET expires_at = 0")
        }
        let again = CommandScene(try DaemonProcess(folder: daemon.folder))

        #expect(try again.daemon.adminToken() != lost)
        let tokens = try again.rows("/v1/tokens")
        #expect(tokens.last?["name"] as? String == "restored")
        #expect(tokens.last?["person"] as? String == "local-admin")
        #expect(again.daemon.standardError.contains("No valid admin token was left"))
        let entry = try #require(try again.rows("/v1/log?type=api_token.create").first)
        #expect(entry["actor"] as? String == "system:first_start")
        again.daemon.kill(SIGTERM)
        let third = CommandScene(try DaemonProcess(folder: daemon.folder))
        #expect(try third.rows("/v1/tokens").count == 3, "one that is valid is not replaced")
    }
}
