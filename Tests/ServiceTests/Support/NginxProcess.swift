import Foundation
import PostgresTesting
import Testing

/// Debian's nginx with the sample configuration, in front of a daemon, on a port of its own; and the certificates that
/// this takes: an authority, the server's, a browser's, and a browser's of another authority.
final class NginxProcess {
    static let host = "gnomon.test"
    static let sample = DaemonProcess.repository.appendingPathComponent("samples/nginx/gnomon.conf")

    let folder: URL
    let port: Int
    private let process = Process()

    init(before daemon: DaemonProcess) throws {
        self.folder = daemon.folder.appendingPathComponent("nginx")
        self.port = try FreePort.find()
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try self.makeCertificates()
        try self.writeConfiguration(upstream: daemon.base.port ?? 0)
        self.process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        self.process.arguments = ["nginx", "-p", self.folder.path, "-c", self.path("nginx.conf")]
        self.process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        try self.process.run()
        let isReady = waitFor(seconds: 20) { (try? LoopbackSocket(port: self.port)) != nil }
        let errors = try? String(contentsOfFile: self.path("error.log"), encoding: .utf8)
        try #require(isReady, "nginx does not listen: \(errors ?? "")")
    }

    deinit {
        guard self.process.isRunning else { return }
        kill(self.process.processIdentifier, SIGTERM)
        self.process.waitUntilExit()
    }

    private func path(_ name: String) -> String { self.folder.appendingPathComponent(name).path }

    private func makeCertificates() throws {
        let script = """
            set -e; cd '\(self.folder.path)'
            authority() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                -keyout $1.key -out $1.pem -subj "/CN=$1" 2>/dev/null; }
            leaf() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.csr \
                -subj "/CN=$2" 2>/dev/null
                printf 'subjectAltName=DNS:%s' "$2" >$1.ext
                openssl x509 -req -in $1.csr -CA $3.pem -CAkey $3.key -CAcreateserial -days 2 -extfile $1.ext \
                -out $1.pem 2>/dev/null; }
            authority ours; authority theirs
            leaf server \(Self.host) ours; leaf browser browser-1 ours; leaf stranger browser-2 theirs
            """
        _ = try shellOutput(script)
    }

    /// The sample with this machine's places, and what stands around it on a real machine.
    private func writeConfiguration(upstream: Int) throws {
        var sample = try String(contentsOf: Self.sample, encoding: .utf8)
        for (old, new) in [
            ("127.0.0.1:8787", "127.0.0.1:\(upstream)"), ("listen 443 ", "listen 127.0.0.1:\(self.port) "),
            ("server_name gnomon.example.com", "server_name \(Self.host)"),
            ("/etc/ssl/gnomon.pem", self.path("server.pem")),
            ("/etc/ssl/private/gnomon.key", self.path("server.key")),
            ("/etc/gnomon/browsers-ca.pem", self.path("ours.pem")),
        ] {
            try #require(sample.contains(old), "the sample lacks \(old)")
            sample = sample.replacingOccurrences(of: old, with: new)
        }
        try Data(sample.utf8).write(to: self.folder.appendingPathComponent("gnomon.conf"))
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { name in
            "\(name)_temp_path \(self.path(name));"
        }
        let surroundings = """
            daemon off; worker_processes 1; pid \(self.path("pid")); error_log \(self.path("error.log"));
            \(getuid() == 0 ? "user root;" : "")
            events {}
            http { access_log off; \(places.joined(separator: " ")) include \(self.path("gnomon.conf")); }
            """
        try Data(surroundings.utf8).write(to: self.folder.appendingPathComponent("nginx.conf"))
    }

    /// Sends by curl, which trusts the authority.
    ///
    /// - Parameter certificate: `browser` or `stranger`; `nil` for none.
    /// - Returns: the status and the body.
    func send(
        _ path: String, body: Data, certificate: String? = nil, headers: [String] = []
    ) throws -> (status: Int, body: String) {
        let file = self.folder.appendingPathComponent("body-\(UUID().uuidString)")
        try body.write(to: file)
        var words = [
            "curl", "-sS", "--cacert", self.path("ours.pem"), "--resolve", "\(Self.host):\(self.port):127.0.0.1",
            "--data-binary", "@\(file.path)", "-w", "\\n%{http_code}",
        ]
        if let certificate {
            words += ["--cert", self.path("\(certificate).pem"), "--key", self.path("\(certificate).key")]
        }
        words += headers.flatMap { ["-H", $0] } + ["https://\(Self.host):\(self.port)\(path)"]
        let output = String(
            decoding: try shellOutput(words.map { "'\($0)'" }.joined(separator: " ")), as: UTF8.self)
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.last.flatMap { Int($0) } ?? 0, lines.dropLast().joined(separator: "\n"))
    }
}
