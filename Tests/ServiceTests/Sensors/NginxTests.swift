import Foundation
import Testing

@Suite("Behind nginx with the sample configuration")
struct NginxTests {
    private static let json = ["Content-Type: application/json", "Content-Encoding: gzip"]

    private static func report(_ scene: SensorScene) -> Data {
        Data(gzip(ReportMaker.bytes(scene.maker.report([scene.maker.event()]))))
    }

    private static func scene() throws -> (scene: SensorScene, nginx: NginxProcess) {
        let scene = try SensorScene(
            arguments: ["--trusted-proxy", "127.0.0.1/32", "--host-names", NginxProcess.host],
            environment: ["GNOMON_CLIENT_CERTIFICATE_TOKEN": "test", "GNOMON_RATE_PEER": "0"])
        return (scene, try NginxProcess(before: scene.daemon))
    }

    @Test("a sensor enrols and reports by TLS with its token and its credential")
    func token() throws {
        let (scene, nginx) = try Self.scene()

        let enrolled = try nginx.send(
            "/v1/enrolments", body: Data("{\"install_id\":\"\(scene.maker.install)\"}".utf8),
            headers: ["Authorization: Bearer \(scene.token)"])

        #expect(enrolled.status == 201, "\(enrolled.body)")
        let answer = try JSONSerialization.jsonObject(with: Data(enrolled.body.utf8)) as? [String: Any]
        let credential = try #require(answer?["credential"] as? String)
        let sent = try nginx.send(
            "/v1/reports", body: Self.report(scene), headers: Self.json + ["Authorization: Bearer \(credential)"])
        #expect(sent.status == 202, "\(sent.body)")
        #expect(sent.body.contains("\"accepted\":1"))
        #expect(try nginx.send("/metrics", body: Data()).status == 404)
    }

    @Test("a browser's certificate stands for the token; none, another authority's, and a header do not")
    func certificates() throws {
        let (scene, nginx) = try Self.scene()
        func send(_ certificate: String?, _ headers: [String] = []) throws -> (status: Int, body: String) {
            try nginx.send(
                "/v1/reports", body: Self.report(scene), certificate: certificate, headers: Self.json + headers)
        }

        #expect(try send("browser").status == 202)
        let without = try send(nil)
        #expect(without.status == 401 && without.body.contains("token_missing"))
        let forged = try send(nil, ["X-SSL-Client-Verify: SUCCESS"])
        #expect(forged.status == 401 && forged.body.contains("token_missing"))
        let stranger = try send("stranger")
        #expect(stranger.status == 400 && !stranger.body.contains("accepted"))
        let status = try scene.daemon.waitUntilAnalysed()
        #expect(status["received_events"] as? Int == 1)
    }
}
