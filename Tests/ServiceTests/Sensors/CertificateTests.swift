import Foundation
import Testing

@Suite("Client certificates by a proxy's word")
struct CertificateTests {
    private static let setting = ["GNOMON_CLIENT_CERTIFICATE_TOKEN": "test"]
    private static let word = "X-SSL-Client-Verify"

    @Test("one that a trusted proxy has checked stands for the enrolment token, for enrolling and reporting")
    func trusted() throws {
        let scene = try SensorScene(arguments: ["--trusted-proxy", "127.0.0.0/8"], environment: Self.setting)
        func enrol(_ verdict: String) throws -> HTTPAnswer {
            try scene.daemon.call(
                "POST", "/v1/enrolments", token: nil,
                body: Data("{\"install_id\":\"\(scene.maker.install)\"}".utf8), headers: [Self.word: verdict])
        }

        #expect(try scene.post(nil, headers: [Self.word: "SUCCESS"]).status == 202)
        for verdict in ["", "NONE", "success", "FAILED:certificate has expired", "SUCCESS, SUCCESS"] {
            #expect(try scene.post(nil, headers: [Self.word: verdict]).code == "token_missing", "\(verdict)")
            #expect(try enrol(verdict).code == "token_missing", "\(verdict)")
        }
        #expect(try scene.post("wrong", headers: [Self.word: "SUCCESS"]).code == "token_unknown")
        let credential = try #require(try enrol("SUCCESS").object["credential"] as? String)
        #expect(try scene.post(credential).status == 202)
        #expect(try scene.post(nil, headers: [Self.word: "SUCCESS"]).code == "enrolment_only")
        #expect(try scene.commands.ask("DELETE", "/v1/enrolment-tokens/enr_1").status == 204)
        #expect(try enrol("SUCCESS").code == "token_revoked")
    }

    @Test("the header said twice counts for nothing: one of them is somebody else's")
    func twice() throws {
        let scene = try SensorScene(arguments: ["--trusted-proxy", "127.0.0.0/8"], environment: Self.setting)
        let body = gzip(ReportMaker.bytes(scene.maker.report([scene.maker.event()])))
        let lines = [
            "POST /v1/reports HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "\(Self.word): SUCCESS",
            "\(Self.word): SUCCESS", "Content-Type: application/json", "Content-Encoding: gzip",
            "Content-Length: \(body.count)",
        ]
        let socket = try LoopbackSocket(port: scene.daemon.base.port ?? 0)

        try socket.send(Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + Data(body))

        #expect(try HTTPAnswer(socket.readToEnd()).code == "token_missing")
    }

    @Test("the word of anybody else counts for nothing")
    func untrusted() throws {
        let elsewhere = try SensorScene(arguments: ["--trusted-proxy", "192.0.2.0/24"], environment: Self.setting)
        #expect(try elsewhere.post(nil, headers: [Self.word: "SUCCESS"]).code == "token_missing")
        let off = try SensorScene(arguments: ["--trusted-proxy", "127.0.0.0/8"])
        #expect(try off.post(nil, headers: [Self.word: "SUCCESS"]).code == "token_missing")
    }

    @Test("the setting without a trusted proxy stops the start")
    func withoutProxy() throws {
        let error = #expect(throws: DaemonProcess.DaemonFailure.self) {
            _ = try DaemonProcess(environment: Self.setting)
        }
        #expect(error?.text.contains("set trusted.proxy") == true)
    }
}
