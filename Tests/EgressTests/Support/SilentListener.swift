import Foundation

/// A port of loopback where connections are taken by the kernel and never answered; free again when this ends.
final class SilentListener: Sendable {
    let port: Int
    private let descriptor: Int32

    init() throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let port = Self.withAddress(port: 0) { [descriptor] address, length -> UInt16? in
            guard bind(descriptor, address, length) == 0, listen(descriptor, 16) == 0 else { return nil }
            var length = length
            guard getsockname(descriptor, address, &length) == 0 else { return nil }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
        guard let port else { throw CocoaError(.fileReadUnknown) }
        self.port = Int(port)
    }

    deinit {
        close(self.descriptor)
    }

    /// Takes the next connection and ends it once something has come: orderly, or by a reset.
    func endNext(byReset: Bool) {
        let connection = accept(self.descriptor, nil, nil)
        var byte: UInt8 = 0
        _ = read(connection, &byte, 1)
        var choice = linger(l_onoff: byReset ? 1 : 0, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &choice, socklen_t(MemoryLayout<linger>.size))
        if !byReset { shutdown(connection, Int32(SHUT_RDWR)) }
        close(connection)
    }

    /// What the next connection sends before it pauses: blocks until there is something.
    func nextMessage() -> String {
        let connection = accept(self.descriptor, nil, nil)
        defer { close(connection) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = max(0, read(connection, &bytes, bytes.count))
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Whether somebody listens on a port of loopback.
    static func isOpen(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return Self.withAddress(port: port) { connect(descriptor, $0, $1) == 0 }
    }

    private static func withAddress<Value>(
        port: Int, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
