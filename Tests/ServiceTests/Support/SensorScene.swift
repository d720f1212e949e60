import Foundation
import Testing

/// A daemon and a sensor that enrols and reports.
struct SensorScene {
    let daemon: DaemonProcess
    let token: String
    let maker = ReportMaker()

    /// - Parameter environment: settings of the daemon.
    init(arguments: [String] = [], environment: [String: String] = [:], store: String? = nil) throws {
        self.daemon = try DaemonProcess(arguments: arguments, environment: environment, store: store)
        self.token = try self.daemon.enrol()
    }

    var commands: CommandScene { CommandScene(self.daemon) }

    func enrol(
        _ install: String? = nil, token: String? = nil, headers: [String: String] = [:]
    ) throws -> HTTPAnswer {
        try self.daemon.call(
            "POST", "/v1/enrolments", token: token ?? self.token,
            body: Data("{\"install_id\":\"\(install ?? self.maker.install)\"}".utf8), headers: headers)
    }

    func rotate(_ credential: String) throws -> HTTPAnswer {
        try self.daemon.call("POST", "/v1/enrolments/rotate", token: credential, body: Data())
    }

    /// A credential of the scene's own sensor.
    func credential() throws -> String {
        let answer = try self.enrol()
        #expect(answer.status == 201)
        return try #require(answer.object["credential"] as? String)
    }

    /// Sends a report of one new event.
    func post(_ token: String?, install: String? = nil, headers: [String: String] = [:]) throws -> HTTPAnswer {
        var maker = self.maker
        maker.install = install ?? maker.install
        return try self.daemon.post(
            ReportMaker.bytes(maker.report([maker.event()])), token: token, headers: headers)
    }
}
