import Foundation
import Synchronization

/// Stands between libpq and a server on the loopback interface, and passes bytes on as late as it is told. Connections
/// stay open all the while, as those of a server do that is overloaded or stopped.
package final class SlowProxy: Sendable {
    private enum Pace {
        case holding
        case passing(after: Duration)
    }

    package let port: Int
    private let serverPort: Int
    private let listener: CInt
    private let pace: Mutex<Pace> = Mutex(.passing(after: .zero))
    private let condition = NSCondition()

    package init(to serverPort: Int) throws {
        self.serverPort = serverPort
        self.port = try FreePort.find()
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard Self.onLoopback(self.port, { bind(self.listener, $0, $1) }) == 0, listen(self.listener, 64) == 0 else {
            throw POSIXError(.EADDRNOTAVAIL)
        }
        Thread.detachNewThread { self.accept() }
    }

    /// Passes nothing on, neither way, until `pass`.
    package func hold() { self.pace.withLock { $0 = .holding } }

    /// Passes what it held and what comes, each piece so much later.
    package func pass(after delay: Duration = .zero) {
        self.pace.withLock { $0 = .passing(after: delay) }
        self.condition.lock()
        self.condition.broadcast()
        self.condition.unlock()
    }

    /// Ends the proxy; connections that are open end with either side.
    package func close() {
        self.pass()
        shutdown(self.listener, Int32(SHUT_RDWR))
    }

    private static func onLoopback(_ port: Int, _ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private func accept() {
        while case let client = Foundation.accept(self.listener, nil, nil), client >= 0 {
            Thread.detachNewThread { self.serve(client) }
        }
        Foundation.close(self.listener)
    }

    private func serve(_ client: CInt) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = Self.onLoopback(self.serverPort) { connect(server, $0, $1) }
        let hasEnded = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            self.copy(from: server, to: client)
            hasEnded.signal()
        }
        self.copy(from: client, to: server)
        hasEnded.wait()
        Foundation.close(client)
        Foundation.close(server)
    }

    private func copy(from source: CInt, to target: CInt) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            self.waitForTurn()
            guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(target, Int32(SHUT_WR))
    }

    private func waitForTurn() {
        self.condition.lock()
        while true {
            switch self.pace.withLock({ $0 }) {
            case .holding: self.condition.wait()
            case .passing(let delay):
                self.condition.unlock()
                if delay > .zero { usleep(useconds_t(delay / .microseconds(1))) }
                return
            }
        }
    }
}
