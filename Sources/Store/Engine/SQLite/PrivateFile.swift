package import Foundation

/// Files that only their owner reads (mode 0600).
package enum PrivateFile {
    /// Writes a new file, or replaces one, whole.
    package static func write(_ data: Data, to file: URL) throws {
        let temporary = file.appendingPathExtension("new")
        try? FileManager.default.removeItem(at: temporary)
        try self.put(data, to: temporary, flags: O_CREAT | O_EXCL | O_WRONLY)
        guard rename(temporary.path, file.path) == 0 else { throw Self.failure(file) }
    }

    /// Appends a line to a file, which is made when absent, and syncs it.
    ///
    /// What a crash left of a line before it stays, as a line of its own.
    package static func appendLine(_ line: String, to file: URL) throws {
        let start = try self.endsInsideLine(file) ? "\n" : ""
        try self.put(Data("\(start)\(line)\n".utf8), to: file, flags: O_CREAT | O_APPEND | O_WRONLY)
    }

    private static func endsInsideLine(_ file: URL) throws -> Bool {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw Self.failure(file, "read") }
            return false
        }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end > 0 else { return false }
        var last: UInt8 = 0
        guard pread(descriptor, &last, 1, end - 1) == 1 else { throw Self.failure(file, "read") }
        return last != UInt8(ascii: "\n")
    }

    /// Makes a database's files, those beside it included, their owner's alone. The engine gives new files beside
    /// it the database's own mode, so this comes before the first opening.
    static func claim(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        for file in [path, "\(path)-wal", "\(path)-shm"] where access(file, F_OK) == 0 {
            // A file of somebody else stays as it is; whether it can be used shows when it is opened.
            _ = chmod(file, 0o600)
        }
    }

    private static func put(_ data: Data, to file: URL, flags: Int32) throws {
        let descriptor = open(file.path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(file) }
        defer { close(descriptor) }
        let written = data.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        guard written == data.count, fsync(descriptor) == 0 else { throw Self.failure(file) }
    }

    private static func failure(_ file: URL, _ step: String = "write") -> StoreError {
        StoreError(.unavailable, "cannot \(step) \(file.path): \(String(cString: strerror(errno)))")
    }
}
