import Egress
import Foundation

/// Debian's tinyproxy on a port of loopback, to which `api.peer.test` is the peer's machine, and which asks for a
/// password.
struct TinyProxy {
    let port: Int
    private let program: ChildProgram

    init() throws {
        let port = try SilentListener().port
        self.port = port
        // Names are given by nss_wrapper, so no file of the system's has to know them.
        let wrapper = try Self.wrapper()
        self.program = try ChildProgram { folder in
            let settings = """
                Port \(port)
                Listen 127.0.0.1
                Timeout 60
                BasicAuth somebody s3cret
                LogFile "\(folder.path)/log"
                LogLevel Info
                """
            try settings.write(to: folder.appendingPathComponent("conf"), atomically: true, encoding: .utf8)
            let hosts = "127.0.0.1 api.peer.test\n"
            try hosts.write(to: folder.appendingPathComponent("hosts"), atomically: true, encoding: .utf8)
            let environment = "env LD_PRELOAD='\(wrapper)' NSS_WRAPPER_HOSTS='\(folder.path)/hosts'"
            return ChildProgram.watched("\(environment) tinyproxy -d -c '\(folder.path)/conf'", folder)
        }
        guard self.answers() else { throw CocoaError(.fileReadUnknown) }
    }

    /// The requests it served so far: method and target.
    func requests() throws -> [String] {
        let log = try String(contentsOf: self.program.folder.appendingPathComponent("log"), encoding: .utf8)
        return log.split(separator: "\n").filter { $0.contains("Request (file descriptor") }.map { line in
            line.split(separator: "): ").last.map { String($0) } ?? ""
        }
    }

    /// Settings that go through it and trust the peer.
    func settings(_ peer: Peer, user: String = "somebody:s3cret", exceptions: String = "") throws -> EgressSettings {
        var settings = peer.settings()
        settings.proxy = try EgressProxy(url: "http://\(user)@127.0.0.1:\(self.port)", exceptions: exceptions)
        settings.proxyNetworks = EgressPermission.loopback.networks
        return settings
    }

    private func answers() -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if SilentListener.isOpen(self.port) { return true }
            usleep(5_000)
        }
        return false
    }

    private static func wrapper() throws -> String {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib").map { "/usr/lib/\($0)" }
        let paths = (folders + ["/usr/lib"]).map { "\($0)/libnss_wrapper.so" }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return path
    }
}
