import Foundation
import Grants
import Store

/// Claims the queued jobs of a SQLite store, fifty at a time, as a worker does.
///
/// Prints `{"claim_ms":[…]}`: milliseconds a job of each of three runs, a hundred claims each. The jobs stay claimed, so
/// the queue is as long as the file says, less what the runs before took.
@main
struct JobsBenchmark {
    private static let batch = 50
    private static let batches = 100

    static func main() async throws {
        guard CommandLine.arguments.count == 3, let connector = Int64(CommandLine.arguments[2]) else {
            FileHandle.standardError.write(Data("usage: jobs-benchmark FILE CONNECTOR\n".utf8))
            exit(64)
        }
        let store = try Store(at: .sqlite(CommandLine.arguments[1]))
        var runs: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<3 {
            var claimed = 0
            let began = clock.now
            for _ in 0..<Self.batches {
                claimed += try await store.claimJobs(of: connector, limit: Self.batch, now: self.now()).count
            }
            let milliseconds = (clock.now - began) / .milliseconds(1)
            precondition(claimed == Self.batch * Self.batches, "the queue is too short")
            runs.append((milliseconds / Double(claimed) * 10_000).rounded() / 10_000)
        }
        await store.close()
        FileHandle.standardOutput.write(Data("{\"claim_ms\":\(runs)}\n".utf8))
    }

    private static func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
