import Foundation

/// A program that ends, and whose folder goes, with the test process: its standard input is a pipe from here, and it
/// ends when that does.
final class ChildProgram: Sendable {
    let folder: URL
    private let process = Process()
    private let input: FileHandle
    private let output: FileHandle

    /// - Parameter words: the program and its arguments, for a new folder that it is to remove at its end. A program
    ///   that does not watch its input goes through `watched`.
    init(environment: [String: String] = [:], _ words: (URL) throws -> [String]) throws {
        self.folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("gnomon-egress-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        self.process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        self.process.arguments = try words(self.folder)
        self.process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let input = try Self.pipe()
        let output = try Self.pipe()
        self.input = input.write
        self.output = output.read
        self.process.standardInput = input.read
        self.process.standardOutput = output.write
        try self.process.run()
        try input.read.close()
        try output.write.close()
    }

    deinit {
        self.input.closeFile()
        self.process.waitUntilExit()
    }

    /// The next line of its standard output.
    func line() throws -> Data {
        var line = Data()
        while let byte = try self.output.read(upToCount: 1), byte != Data([0x0A]) { line += byte }
        return line
    }

    /// Words that run a command of the shell in the background until the input ends.
    static func watched(_ command: String, _ folder: URL) -> [String] {
        let script = "\(command) & child=$!; cat >/dev/null; kill -9 $child; rm -r '\(folder.path)'"
        return ["sh", "-c", script]
    }

    /// Ends that no other child inherits: one that did would keep this one's input open.
    private static func pipe() throws -> (read: FileHandle, write: FileHandle) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw CocoaError(.fileReadUnknown) }
        return (FileHandle(fileDescriptor: ends[0]), FileHandle(fileDescriptor: ends[1]))
    }
}
