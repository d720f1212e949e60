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
        try run(
            arguments,
            environment: [
                "GNOMON_SERVER": self.daemon.base.absoluteString, "GNOMON_STATE_DIR": self.daemon.folder.path,
            ])
    }

    func ask(_ method: String, _ path: String, _ body: String? = nil) throws -> HTTPAnswer {
        try self.daemon.call(method, path, token: self.daemon.adminToken(), body: body.map { Data($0.utf8) })
    }

    func rows(_ path: String) throws -> [[String: Any]] {
        try #require(try self.daemon.json(path)["data"] as? [[String: Any]], "\(path)")
    }
}
