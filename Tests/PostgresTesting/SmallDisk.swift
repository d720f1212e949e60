package import Foundation

/// A file system in memory, small enough to be filled, that belongs to the server's user.
package struct SmallDisk {
    package let folder: URL
    private var filler: URL { self.folder.appendingPathComponent("filler") }

    /// Whether this process may mount one.
    package static let isPossible: Bool = {
        guard geteuid() == 0, let disk = try? SmallDisk(megabytes: 1) else { return false }
        disk.remove()
        return true
    }()

    package init(megabytes: Int) throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        guard mount("none", self.folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw PostgresCluster.Failure(description: "cannot mount a file system in memory: errno \(errno)")
        }
        try PostgresPrograms.giveAway(self.folder)
    }

    /// Takes all the room that is left.
    package func fill() throws {
        try Data().write(to: self.filler)
        let handle = try FileHandle(forWritingTo: self.filler)
        defer { try? handle.close() }
        for size in [1 << 16, 1 << 12] {
            let block = Data(count: size)
            while (try? handle.write(contentsOf: block)) != nil {}
        }
    }

    package func makeRoom() throws {
        try FileManager.default.removeItem(at: self.filler)
    }

    package func remove() {
        umount2(self.folder.path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(at: self.folder)
    }
}
