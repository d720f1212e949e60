import APIModel
import Foundation
import Testing

/// How the codes of enrolment are reached.
enum SensorCodes {
    static let cases: [CodeCase] = [
        CodeCase(code: .credentialRevoked) { scene in
            let credential = try Self.credential(scene)
            #expect(try scene.ask("DELETE", "/v1/credentials/crd_1").status == 200)
            return try CodeScene(daemon: scene.daemon, token: credential).post()
        },
        CodeCase(code: .enrolmentOnly, environment: ["GNOMON_ENROLMENT_MAY_POST": "never"]) { try $0.post() },
        CodeCase(code: .enrolmentCap, environment: ["GNOMON_ENROLMENT_CAP_TOKEN": "1"]) { scene in
            _ = try Self.credential(scene)
            return try Self.enrol(scene)
        },
        CodeCase(code: .installMismatch) { scene in
            try CodeScene(daemon: scene.daemon, token: Self.credential(scene)).post()
        },
    ]

    private static func enrol(_ scene: CodeScene) throws -> HTTPAnswer {
        try scene.daemon.call(
            "POST", "/v1/enrolments", token: scene.token,
            body: Data("{\"install_id\":\"\(ReportMaker.uuid())\"}".utf8))
    }

    /// A credential of some other sensor than the reports'.
    private static func credential(_ scene: CodeScene) throws -> String {
        try #require(try Self.enrol(scene).object["credential"] as? String)
    }
}
