import Foundation
import Testing

/// A daemon, and the command line as its first administrator speaks to it.
struct CommandScene {
    let daemon: DaemonProcess

    init(_ daemon: DaemonProcess) {
        self.daemon = daemon
    }

    @discardableResult
    func gnomon(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
        try self.gnomon(arguments)
    }

    func gnomon(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        let own = [
            "GNOMON_SERVER": self.daemon.base.absoluteString, "GNOMON_STATE_DIR": self.daemon.folder.path,
        ]
        return try run(arguments, environment: own.merging(environment) { $1 })
    }

    func ask(_ method: String, _ path: String, _ body: String? = nil) throws -> HTTPAnswer {
        try self.daemon.call(method, path, token: self.daemon.adminToken(), body: body.map { Data($0.utf8) })
    }

    func rows(_ path: String) throws -> [[String: Any]] {
        try #require(try self.daemon.json(path)["data"] as? [[String: Any]], "\(path)")
    }
}
