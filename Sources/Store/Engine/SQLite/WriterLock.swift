import Foundation

/// The claim to be the one process that writes to a SQLite file: an advisory lock on a file beside it.
final class WriterLock: Sendable {
    private let descriptor: Int32

    init(besides path: String) throws {
        let descriptor = open("\(path).lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(.unavailable, "cannot create \(path).lock: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError(.locked, "another process writes to \(path); stop it or name another --store")
        }
        // Last: an object that is whole is deinitialised even when `init` throws, and would close a second time what
        // another thread may have opened in between.
        self.descriptor = descriptor
    }

    deinit {
        close(self.descriptor)
    }
}
