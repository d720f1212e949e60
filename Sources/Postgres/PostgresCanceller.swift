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

    /// Blocks until the server has been told: it sends its process the signal before it closes the connection that this
    /// takes. A statement that begins afterwards is safe from it.
    ///
    /// - Returns: whether the server was told.
    @discardableResult
    package func cancel() -> Bool {
        var message = [CChar](repeating: 0, count: 256)
        return PQcancel(self.handle, &message, CInt(message.count)) == 1
    }
}

extension PostgresConnection {
    /// - Returns: `nil` when the connection is lost.
    package func canceller() -> PostgresCanceller? { PostgresCanceller(self.handle) }
}
