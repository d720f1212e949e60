import CPostgres

/// Asks the server to end what one connection is doing; for another thread than the connection's (libpq, "Canceling
/// Queries in Progress").
///
/// `@unchecked`: libpq's object is not changed after it was made.
package final class PostgresCanceller: @unchecked Sendable {
    private let handle: OpaquePointer

    init?(_ connection: OpaquePointer) {
        guard let handle = PQgetCancel(connection) else { return nil }
        self.handle = handle
    }

    deinit {
        PQfreeCancel(self.handle)
    }

    /// Blocks until the server has been told.
    package func cancel() {
        var message = [CChar](repeating: 0, count: 256)
        PQcancel(self.handle, &message, CInt(message.count))
    }
}

extension PostgresConnection {
    /// - Returns: `nil` when the connection is lost.
    package func canceller() -> PostgresCanceller? { PostgresCanceller(self.handle) }
}
