import Store
import Synchronization

/// Whether the store answers and takes writes, asked by any number of callers at once.
///
/// A commit may wait without end, for a standby that is gone; who asks must still get an answer.
final class Readiness: Sendable {
    /// Time after which a store that has not answered counts as not ready.
    private static let limit = Duration.seconds(4)

    private let store: Store
    /// The question under way, which all callers share.
    private let question: Mutex<Task<Bool, Never>?> = Mutex(nil)

    init(store: Store) {
        self.store = store
    }

    /// Whether the store answered within four seconds.
    func isReady() async -> Bool {
        let question = self.ask()
        let (answers, answer) = AsyncStream.makeStream(of: Bool.self)
        let timer = Task {
            try? await Task.sleep(for: Self.limit)
            answer.yield(false)
        }
        defer { timer.cancel() }
        Task { answer.yield(await question.value) }
        for await isReady in answers { return isReady }
        return false
    }

    private func ask() -> Task<Bool, Never> {
        self.question.withLock { current in
            if let current { return current }
            let task = Task {
                defer { self.question.withLock { $0 = nil } }
                return (try? await self.store.ping()) != nil
            }
            current = task
            return task
        }
    }
}
