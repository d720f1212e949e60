import Foundation
import GRDB

extension Store {
    /// Copies a SQLite store to a new file (mode 0600), beside the server that writes to it, and checks the copy.
    ///
    /// The copy is one moment of the store, in one file without a write-ahead log beside it. Until it is whole, checked
    /// and on the disk it has the name `FILE.partial`.
    /// - Parameters:
    ///   - path: the store's file.
    ///   - file: the copy's path; nothing may be there.
    /// - Returns: what `check` says of the copy.
    /// - Throws: `StoreError`: `conflict` when there is such a file, `store_unavailable`, `store_newer_schema`. Then
    ///   nothing is left behind.
    package static func backUp(sqlite path: String, to file: String) throws -> SoundnessReport {
        guard access(path, F_OK) == 0 else { throw StoreError(.unavailable, "\(path): there is no such file") }
        // Of a link that leads nowhere, too.
        var status = stat()
        guard lstat(file, &status) != 0 else { throw Self.taken(file) }
        let partial = "\(file).partial"
        try self.claimNew(partial)
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) } }
        try self.copyPages(of: path, to: partial)
        let report = try self.check(at: .sqlite(partial))
        try self.sync(partial)
        // A second name, since giving a new one would overwrite what came in between.
        guard link(partial, file) == 0 else {
            throw errno == EEXIST ? Self.taken(file) : Self.failure(file)
        }
        try self.sync(URL(fileURLWithPath: file).deletingLastPathComponent().path)
        return report
    }

    private static func claimNew(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw Self.failure(path) }
            throw StoreError(
                .conflict, "\(path) is there: another backup writes it, or one was stopped; then delete it")
        }
        Foundation.close(descriptor)
    }

    private static func copyPages(of path: String, to copy: String) throws {
        do {
            let target = try DatabaseQueue(path: copy)
            // One step is one read transaction: writers go on, and the copy does not see them.
            try SQLiteEngine.reader(path: path).backup(to: target)
            // The pages say that there is a write-ahead log.
            try target.writeWithoutTransaction { _ = try Row.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            try target.close()
        } catch let error as DatabaseError {
            throw StoreError(
                .unavailable, "cannot copy \(path): \(error.message ?? "") (\(error.extendedResultCode.rawValue))")
        }
    }

    /// Returns when a file, or the names in a folder, are on the disk.
    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    private static func taken(_ file: String) -> StoreError {
        StoreError(.conflict, "\(file) is there already; name a new file")
    }

    private static func failure(_ path: String) -> StoreError {
        StoreError(.unavailable, "cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
