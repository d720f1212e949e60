import Foundation
import SystemPackage

/// One of the streams that a process is born with.
///
/// `FileHandle.write(_:)` ends the process by a trap when a disk is full or a reader has gone.
struct StandardStream {
    static let output = StandardStream(descriptor: .standardOutput)
    static let errors = StandardStream(descriptor: .standardError)

    private let descriptor: FileDescriptor

    /// Writes all bytes, however often that takes.
    func write(_ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            do {
                rest = rest.dropFirst(try rest.withUnsafeBytes { try self.descriptor.write($0) })
            } catch let error as Errno where error == .resourceTemporarilyUnavailable {
                self.waitUntilWritable()
            } catch let error as Errno {
                throw error
            } catch {
                throw .ioError
            }
        }
    }

    /// Waits where another program has made the shared terminal or pipe non-blocking.
    private func waitUntilWritable() {
        var place = pollfd(fd: self.descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&place, 1, -1)
    }
}
