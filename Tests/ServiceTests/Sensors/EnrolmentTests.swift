import Foundation
import Grants
import PostgresTesting
import Store
import Testing

@Suite("Enrolment, end to end")
struct EnrolmentTests {
    @Test("a token gives a sensor its credential, which alone may report from then on, for this sensor only")
    func enrolment() throws {
        let scene = try SensorScene()
        #expect(try scene.post(scene.token).status == 202)

        let answer = try scene.enrol()

        #expect(answer.status == 201)
        #expect(Set(answer.object.keys) == ["credential_id", "credential", "install_id", "expires_at"])
        #expect(answer.object["credential_id"] as? String == "crd_1")
        #expect(answer.object["install_id"] as? String == scene.maker.install)
        let end = try #require((answer.object["expires_at"] as? String).flatMap { Timestamp($0) })
        let days = Double(end.milliseconds - WallClock.system.now().milliseconds) / 86_400_000
        #expect(days > 89.9 && days <= 90)
        #expect(answer.headers["cache-control"] == "no-store")
        let credential = try #require(answer.object["credential"] as? String)
        #expect(credential.hasPrefix("gnm_sns_") && credential.utf8.count == 51)
        #expect(try scene.post(credential).status == 202)
        #expect(try scene.post(scene.token).code == "enrolment_only")
        let other = try scene.post(credential, install: ReportMaker.uuid())
        #expect((other.status, other.code) == (403, "install_mismatch"))
        #expect(other.object["field"] as? String == "install_id")
        for (method, path) in [("GET", "/v1/findings"), ("GET", "/v1/sensors"), ("GET", "/metrics")] {
            let read = try scene.daemon.call(method, path, token: credential)
            #expect(read.code == "token_unknown" || path == "/metrics", "\(path)")
        }
        #expect(try scene.enrol(token: credential).code == "token_unknown")
        #expect(try scene.rotate(scene.token).code == "token_unknown")
        let files = try FileManager.default.contentsOfDirectory(atPath: scene.daemon.folder.path)
        for file in files where file != "admin-token" {
            let path = scene.daemon.folder.appendingPathComponent(file).path
            let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
            #expect(!text.contains(credential.dropFirst(8)), "\(file) holds the secret")
        }
    }

    @Test(
        "an enrolment's body is checked",
        arguments: [
            ("", "body_invalid"), ("{}", "body_invalid"), ("[]", "body_invalid"),
            ("{\"install_id\":7}", "body_invalid"), ("{\"install_id\":\"me\"}", "parameter_invalid"),
            ("{\"install_id\":\"\(String(repeating: "a", count: 5000))\"}", "body_too_large"),
        ])
    func badBodies(body: String, code: String) throws {
        let scene = try SensorScene()

        let answer = try scene.daemon.call("POST", "/v1/enrolments", token: scene.token, body: Data(body.utf8))

        #expect(answer.code == code)
        #expect(try scene.commands.rows("/v1/sensors").isEmpty)
    }

    @Test("rotation gives a new credential, without an end where the setting says so, and the old one lives on")
    func rotation() throws {
        let scene = try SensorScene(environment: ["GNOMON_ENROLMENT_CREDENTIAL_DAYS": "0"])
        let old = try scene.credential()

        let answer = try scene.rotate(old)

        let new = try #require(answer.object["credential"] as? String)
        #expect(answer.status == 201)
        #expect(answer.object["credential_id"] as? String == "crd_2")
        #expect(answer.object["expires_at"] is NSNull)
        #expect(answer.object["install_id"] as? String == scene.maker.install)
        #expect(new != old)
        #expect(try [old, new].map { try scene.post($0).status } == [202, 202])
        let rows = try scene.commands.rows("/v1/credentials?sort=created_at")
        #expect(rows.map { $0["expires_at"] == nil } == [false, true])
        #expect(rows.allSatisfy { $0["state"] as? String == "valid" && $0["token_id"] as? String == "enr_1" })
        #expect(rows.allSatisfy { $0["credential"] == nil && $0["hash"] == nil })
    }

    @Test("a revoked credential is told so, and its sensor may enrol again")
    func revocation() throws {
        let scene = try SensorScene()
        let credential = try scene.credential()
        let gnomon = scene.commands

        #expect(try gnomon.gnomon("enrolment", "revoke-credential", "crd_1").status == 0)

        let answer = try scene.post(credential)
        #expect((answer.status, answer.code) == (401, "credential_revoked"))
        #expect(answer.headers["www-authenticate"] != nil)
        #expect(try scene.rotate(credential).code == "credential_revoked")
        #expect(try gnomon.rows("/v1/sensors").map { $0["state"] as? String } == ["retired"])
        #expect(try gnomon.gnomon("enrolment", "revoke-credential", "crd_1").status == 5)
        let again = try scene.credential()
        #expect(try scene.post(again).status == 202)
        #expect(try gnomon.gnomon("enrolment", "revoke-credential", scene.maker.install).errors.contains("crd_2"))
        _ = try scene.credential()
        #expect(try gnomon.gnomon("enrolment", "revoke-credential", "enr_1").errors.contains("crd_3"))
        #expect(try gnomon.gnomon("enrolment", "revoke-credential", "me").status != 0)
        let types = try gnomon.rows("/v1/log?sort=sequence").compactMap { $0["type"] as? String }
        #expect(types.filter { $0 == "sensor.enrol" }.count == 3)
        #expect(types.filter { $0 == "sensor_credential.revoke" }.count == 3)
    }

    @Test(
        "the setting says whether an enrolment token may report",
        arguments: [("always", 202, 202), ("never", 403, 403), ("until_enrolled", 202, 403)])
    func mayPost(setting: String, before: Int, after: Int) throws {
        let scene = try SensorScene(environment: ["GNOMON_ENROLMENT_MAY_POST": setting])

        #expect(try scene.post(scene.token).status == before)
        _ = try scene.credential()
        #expect(try scene.post(scene.token).status == after)
        #expect(try scene.post(try scene.daemon.enrol(name: "other")).status == before, "each token by itself")
    }

    @Test("a credential counts in every process from its first moment, and so does its end")
    func severalProcesses() throws {
        let store = try PostgresCluster.shared.get().newDatabase()
        let scene = try SensorScene(store: store)
        let other = try DaemonProcess(store: store)
        func post(_ credential: String) throws -> HTTPAnswer {
            try other.post(ReportMaker.bytes(scene.maker.report([scene.maker.event()])), token: credential)
        }

        let credential = try scene.credential()
        #expect(try post(credential).status == 202)
        #expect(try scene.commands.gnomon("enrolment", "revoke-credential", "crd_1").status == 0)
        #expect(try post(credential).code == "credential_revoked")
    }

    @Test("caps and rates bound enrolments, each by its own key")
    func bounds() throws {
        let capped = try SensorScene(environment: [
            "GNOMON_ENROLMENT_CAP_TOKEN": "2", "GNOMON_ENROLMENT_CAP_PEER": "4",
        ])
        func enrol(_ token: String? = nil) throws -> HTTPAnswer { try capped.enrol(ReportMaker.uuid(), token: token) }
        #expect(try (0..<2).map { _ in try enrol().status } == [201, 201])
        let full = try enrol()
        #expect((full.status, full.code) == (429, "enrolment_cap"))
        #expect(full.headers["retry-after"] == "3600")
        let other = try capped.daemon.enrol(name: "other")
        #expect(try enrol(other).status == 201)
        #expect(try enrol(other).code == "enrolment_cap", "the address has had its four")
        let metrics = String(decoding: try capped.daemon.call("GET", "/metrics", token: nil).body, as: UTF8.self)
        #expect(metrics.contains("gnomon_enrolments_refused_total{code=\"enrolment_cap\"} 2\n"))
        #expect(metrics.contains("gnomon_enrolments_total 3\n"))

        for name in ["TOKEN", "PEER"] {
            let slow = try SensorScene(environment: ["GNOMON_ENROLMENT_RATE_\(name)": "1"])
            let answers = try (0..<2).map { _ in try slow.enrol(ReportMaker.uuid()) }
            #expect(answers.map(\.status) == [201, 429])
            #expect(answers[1].code == "rate_limited")
        }
    }

    @Test("sensors are listed with state, version and times, on the command line and in JSON")
    func sensors() throws {
        let scene = try SensorScene()
        let credential = try scene.credential()
        let gnomon = scene.commands
        #expect(try gnomon.rows("/v1/sensors").map { $0["state"] as? String } == ["enrolled"])
        #expect(try scene.post(credential).status == 202)
        _ = try scene.daemon.waitUntilAnalysed()

        let sensor = try #require(try gnomon.rows("/v1/sensors").first)

        #expect(sensor["install_id"] as? String == scene.maker.install)
        #expect(sensor["state"] as? String == "reporting")
        #expect(sensor["plugin_version"] as? String == "1.0")
        #expect(sensor["browser"] as? String == "Chrome 156")
        #expect(sensor["first_report_at"] as? String == sensor["last_report_at"] as? String)
        let listed = try gnomon.gnomon("sensors", "list")
        #expect(listed.output.hasPrefix("\(scene.maker.install)\treporting\t1.0\tChrome 156\tlinux\t1\t0\t"))
        let json = try JSONSerialization.jsonObject(
            with: Data(try gnomon.gnomon("sensors", "list", "--json").output.utf8))
        #expect((json as? [[String: Any]])?.count == 1)
        #expect(try gnomon.gnomon("sensors", "list", "--state", "silent").output.isEmpty)
        #expect(try gnomon.gnomon("enrolment", "credentials", "--state", "valid").output.hasPrefix("crd_1\t"))
        #expect(try gnomon.gnomon("sensors", "list", "--state", "lost").status == 64)
    }
}
