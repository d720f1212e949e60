import Cryptography
import Foundation

/// Files that hold one master key.
package enum KeyFile {
    /// Bytes read of a file at most; a key has 65.
    private static let bound = 1_024

    static let ownerOnly: mode_t = 0o700
    static let ownerAndGroup: mode_t = 0o750

    /// Makes a key and writes it to a new file that its owner alone may read; the file is on disk when this returns.
    ///
    /// - Returns: the key's name.
    /// - Throws: `keyExists`: no file is ever replaced, since what it opens would be lost; `keyMissing` when the folder
    ///   can not be written to.
    package static func create(at path: String) throws(VaultError) -> MasterKeyID {
        let key = try MasterKey()
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? VaultError(.keyExists, "\(path) is there already, and is left as it is")
                : VaultError(.keyMissing, "\(path) can not be made: \(Self.reason())")
        }
        defer { close(descriptor) }
        // The process's mask may have taken the owner's own rights away.
        let isWritten =
            fchmod(descriptor, 0o600) == 0
            && key.text.withBytes { write(descriptor, $0.baseAddress, $0.count) == $0.count }
            && fsync(descriptor) == 0 && Self.syncFolder(of: path)
        guard isWritten else { throw VaultError(.internal, "\(path) can not be written: \(Self.reason())") }
        return key.id
    }

    /// - Parameter allowed: bits of the mode that may be set.
    static func read(_ path: String, allowed: mode_t) throws(VaultError) -> SecretBytes {
        // A pipe would be waited for.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ELOOP
                ? VaultError(.keyUnsafe, "\(path) is a symbolic link: name the file itself")
                : VaultError(.keyMissing, "\(path) can not be opened: \(Self.reason())")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw VaultError(.keyUnsafe, "\(path) is no plain file")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw VaultError(
                .keyUnsafe,
                "\(path) belongs to user \(status.st_uid), who could change it: chown it to user \(geteuid())")
        }
        let excess = status.st_mode & 0o777 & ~allowed
        guard excess == 0 else {
            throw VaultError(
                .keyUnsafe,
                "others may use \(path) (mode \(String(status.st_mode & 0o777, radix: 8))): chmod 600 \(path)")
        }
        return try Self.bytes(descriptor, path)
    }

    private static func bytes(_ descriptor: Int32, _ path: String) throws(VaultError) -> SecretBytes {
        var count = 0
        let buffer = SecretBytes(count: Self.bound) { count = Foundation.read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw VaultError(.keyMissing, "\(path) can not be read: \(Self.reason())") }
        return buffer.withBytes { SecretBytes($0.prefix(count)) }
    }

    /// So that the new name survives a crash too.
    private static func syncFolder(of path: String) -> Bool {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
