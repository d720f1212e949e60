import Foundation
import Synchronization

/// A running server program.
final class ServerProcess: Sendable {
    private let identifier: pid_t
    private let log: URL
    private let hasEnded = Atomic(false)

    init(_ words: [String], log: URL) throws {
        self.log = log
        self.identifier = try SpawnedProgram.start(words, output: log.path)
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
