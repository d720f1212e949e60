import Synchronization

/// Wakes one waiting consumer; many signals before it looks count as one.
package final class WorkSignal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let awaited = Atomic(false)

    package init() {
        (self.stream, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func send() {
        self.continuation.yield()
    }

    /// Ends the wait of the consumer for good.
    package func finish() {
        self.continuation.finish()
    }

    /// Whether a consumer waits for a signal, and is not at work on one.
    var isAwaited: Bool { self.awaited.load(ordering: .relaxed) }

    /// Waits for signals and runs `body` after each, until `finish` or a cancellation.
    package func consume(_ body: () async throws -> Void) async rethrows {
        self.awaited.store(true, ordering: .relaxed)
        for await _ in self.stream {
            self.awaited.store(false, ordering: .relaxed)
            try await body()
            self.awaited.store(true, ordering: .relaxed)
        }
        self.awaited.store(false, ordering: .relaxed)
    }
}
