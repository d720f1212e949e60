import Foundation

/// PostgreSQL's programs, run as somebody who is not root, which they refuse.
enum PostgresPrograms {
    /// Debian's place for the programs of each version comes before the path: the newest version counts.
    private static func path(of program: String) throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let folders = versions.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        for folder in folders + path.split(separator: ":").map(String.init) {
            let file = "\(folder)/\(program)"
            if FileManager.default.isExecutableFile(atPath: file) { return file }
        }
        throw PostgresCluster.Failure(description: "\(program) is not installed (Debian's package postgresql)")
    }

    private static let user = getpwnam("postgres") != nil ? "postgres" : "nobody"

    /// The words of a command line.
    static func command(_ program: String, _ arguments: [String]) throws -> [String] {
        let words = [try self.path(of: program)] + arguments
        guard geteuid() == 0 else { return words }
        return ["/usr/bin/setpriv", "--reuid=\(self.user)", "--regid=\(self.group)", "--clear-groups"] + words
    }

    private static var group: String { "\(getpwnam(self.user)?.pointee.pw_gid ?? 65_534)" }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String]) throws {
        let words = try self.command(program, arguments)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PostgresCluster.Failure(description: "\(program) failed: \(text.suffix(1000))")
        }
    }

    /// Makes a folder the server's own.
    static func giveAway(_ folder: URL) throws {
        chmod(folder.path, 0o700)
        guard geteuid() == 0, let entry = getpwnam(self.user) else { return }
        guard chown(folder.path, entry.pointee.pw_uid, entry.pointee.pw_gid) == 0 else {
            throw PostgresCluster.Failure(description: "cannot give \(folder.path) to \(self.user)")
        }
    }
}
