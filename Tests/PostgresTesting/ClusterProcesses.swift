import Foundation

/// The processes of one cluster, found in `/proc` by their working directory, which is the data folder.
///
/// A signal to the server's process group does not reach its backends: each leads a session of its own. One that is in
/// the middle of a statement outlives the server's first process, answers, and commits.
struct ClusterProcesses {
    private let folder: String

    init(of folder: URL) {
        self.folder = folder.resolvingSymlinksInPath().path
    }

    /// Those that have not ended, the first process and all that it started.
    var running: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { self.isOurs($0) && Self.isRunning($0) }
    }

    /// Ends all of them as a power cut would: all stand still before the first one ends, so none can see that another
    /// is gone. Returns when all have ended, or after 10 seconds.
    func kill() {
        var stopped: Set<pid_t> = []
        // One may have been started while the others were looked for.
        while case let fresh = Set(self.running).subtracting(stopped), !fresh.isEmpty {
            for identifier in fresh { Foundation.kill(identifier, SIGSTOP) }
            stopped.formUnion(fresh)
        }
        for identifier in stopped { Foundation.kill(identifier, SIGKILL) }
        blockUntil(seconds: 10) { !stopped.contains(where: Self.isRunning) }
    }

    private func isOurs(_ identifier: pid_t) -> Bool {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(identifier)/cwd")
        return link == self.folder
    }

    /// One whose end nobody asked for yet has ended all the same.
    private static func isRunning(_ identifier: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            // The name before the state may contain anything but is closed by the last parenthesis.
            let end = text.lastIndex(of: ")")
        else { return false }
        let state = text[text.index(after: end)...].first { $0 != " " }
        return state != "Z" && state != "X"
    }
}
