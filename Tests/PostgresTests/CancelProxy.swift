import Foundation
import Synchronization

/// Stands between libpq and a server on the loopback interface, and holds cancellations back until told.
final class CancelProxy: Sendable {
    /// The code of a cancellation (PostgreSQL manual, "Message Formats", CancelRequest).
    private static let cancelCode = UInt32(80_877_102)

    let port: Int
    private let serverPort: Int
    private let listener: CInt
    private let held = Atomic(0)
    private let mayPass = DispatchSemaphore(value: 0)

    init(to serverPort: Int) throws {
        self.serverPort = serverPort
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0 && listen(listener, 16) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { self.accept() }
    }

    /// Cancellations that have come so far.
    var cancellations: Int { self.held.load(ordering: .sequentiallyConsistent) }

    /// Lets one cancellation pass.
    func pass() { self.mayPass.signal() }

    func close() {
        shutdown(self.listener, Int32(SHUT_RDWR))
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    private func accept() {
        while case let client = Foundation.accept(self.listener, nil, nil), client >= 0 {
            Thread.detachNewThread { self.serve(client) }
        }
        Foundation.close(self.listener)
    }

    private func serve(_ client: CInt) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: self.serverPort)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let first = read(client, &buffer, buffer.count)
        if first >= 8, buffer[4..<8].reduce(UInt32(0), { $0 << 8 | UInt32($1) }) == Self.cancelCode {
            self.held.add(1, ordering: .sequentiallyConsistent)
            self.mayPass.wait()
        }
        let hasEnded = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            Self.copy(from: server, to: client)
            hasEnded.signal()
        }
        if first > 0 { _ = write(server, buffer, first) }
        Self.copy(from: client, to: server)
        hasEnded.wait()
        Foundation.close(client)
        Foundation.close(server)
    }

    private static func copy(from source: CInt, to target: CInt) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(target, Int32(SHUT_WR))
    }
}
