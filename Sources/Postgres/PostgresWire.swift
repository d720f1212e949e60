import CPostgres
import Foundation
import SQL

/// The socket of one connection: sends and receives without ever waiting longer than told.
///
/// libpq, "Asynchronous Command Processing" and "Pipeline Mode": while a long pipeline is being sent, what the server
/// answers is read along, so that neither side waits for the other with full buffers.
struct PostgresWire {
    let handle: OpaquePointer

    /// Sends what is buffered and reads what comes in between.
    func flush(until deadline: ContinuousClock.Instant?) throws {
        while true {
            switch PQflush(self.handle) {
            case 0: return
            case 1:
                let ready = try self.poll(Int16(POLLIN | POLLOUT), until: deadline)
                if ready & Int16(POLLIN) != 0 { try self.consume() }
            default: throw PostgresFailure.broken(self.handle)
            }
        }
    }

    /// The next result; `nil` at the end of one statement's results. The caller clears it.
    func result(until deadline: ContinuousClock.Instant?) throws -> OpaquePointer? {
        while PQisBusy(self.handle) == 1 {
            _ = try self.poll(Int16(POLLIN), until: deadline)
            try self.consume()
        }
        if let result = PQgetResult(self.handle) { return result }
        guard PQstatus(self.handle) == CONNECTION_OK else { throw PostgresFailure.broken(self.handle) }
        return nil
    }

    /// Reads what has arrived.
    func consume() throws {
        guard PQconsumeInput(self.handle) == 1 else { throw PostgresFailure.broken(self.handle) }
    }

    /// Waits until the socket is ready.
    ///
    /// - Returns: for what.
    /// - Throws: `SQLError` of kind `timeout` when nothing happens until `deadline`; `nil` waits for ever.
    func poll(_ events: Int16, until deadline: ContinuousClock.Instant?) throws -> Int16 {
        while true {
            let left = deadline.map { ContinuousClock.now.duration(to: $0) }
            if let left, left <= .zero { throw SQLError(.timeout, "the database did not answer in time") }
            var descriptor = pollfd(fd: PQsocket(self.handle), events: events, revents: 0)
            switch Foundation.poll(&descriptor, 1, Self.milliseconds(left)) {
            case 1...: return descriptor.revents
            case 0: continue
            default: guard errno == EINTR else { throw PostgresFailure.broken(self.handle) }
            }
        }
    }

    /// Whether something, or the end, can be read without waiting.
    var hasInput: Bool {
        var descriptor = pollfd(fd: PQsocket(self.handle), events: Int16(POLLIN), revents: 0)
        return Foundation.poll(&descriptor, 1, 0) > 0
    }

    /// For `poll`, rounded up, an hour at most; -1 for no limit.
    private static func milliseconds(_ left: Duration?) -> CInt {
        guard let left else { return -1 }
        let parts = left.components
        return CInt(min(parts.seconds, 3600) * 1000 + parts.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
