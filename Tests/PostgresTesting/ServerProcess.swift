import Foundation
import Synchronization

/// A running server program, in a process group of its own.
final class ServerProcess: Sendable {
    private let identifier: pid_t
    private let log: URL
    private let hasEnded = Atomic(false)

    init(_ words: [String], log: URL) throws {
        self.log = log
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var arguments = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, words[0], &actions, &attributes, arguments, environ)
        guard code == 0 else {
            throw PostgresCluster.Failure(description: "cannot start \(words[0]): \(String(cString: strerror(code)))")
        }
        self.identifier = identifier
    }

    /// Waits until it answers, at most 30 seconds.
    func wait(until answers: () -> Bool) throws {
        for _ in 0..<600 {
            if answers() { return }
            var status: CInt = 0
            if waitpid(self.identifier, &status, WNOHANG) == self.identifier {
                self.hasEnded.store(true, ordering: .sequentiallyConsistent)
                break
            }
            usleep(50_000)
        }
        let text = (try? String(contentsOf: self.log, encoding: .utf8)) ?? ""
        throw PostgresCluster.Failure(description: "the server did not start: \(text.suffix(1000))")
    }

    /// Sends a signal to the server's first process and waits for its end.
    func end(_ signal: CInt) {
        guard !self.hasEnded.exchange(true, ordering: .sequentiallyConsistent) else { return }
        kill(self.identifier, signal)
        var status: CInt = 0
        waitpid(self.identifier, &status, 0)
    }
}
