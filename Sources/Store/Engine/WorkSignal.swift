/// Wakes one waiting consumer; many signals before it looks count as one.
package final class WorkSignal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

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

    package var signals: AsyncStream<Void> { self.stream }
}
