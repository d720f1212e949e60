import Foundation
import Testing

/// A program that ends with the test process: its standard input is a pipe from here, and it ends when that does.
final class ChildProgram {
    let folder: URL
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// - Parameters:
    ///   - words: the program and its arguments. A program that does not watch its input goes through `sh -c` with
    ///     `watched`.
    ///   - folder: an existing folder of its own, removed at the end.
    init(_ words: [String], folder: URL, environment: [String: String] = [:]) throws {
        self.folder = folder
        self.process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        self.process.arguments = words
        self.process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        self.process.standardInput = self.input
        self.process.standardOutput = self.output
        try self.process.run()
    }

    deinit {
        self.input.fileHandleForWriting.closeFile()
        self.process.waitUntilExit()
        do { try FileManager.default.removeItem(at: self.folder) } catch { Issue.record(error) }
    }

    /// The first line of its standard output.
    func line() throws -> Data {
        var line = Data()
        while let byte = try self.output.fileHandleForReading.read(upToCount: 1), byte != Data([0x0A]) { line += byte }
        return line
    }

    /// Words that run a program in the background of a shell until the input ends.
    static func watched(_ command: String) -> [String] {
        ["sh", "-c", "\(command) & child=$!; cat >/dev/null; kill $child; wait $child 2>/dev/null"]
    }

    static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-egress-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
