import Foundation
import Testing

@Suite("Standard output that fails", .serialized)
struct OutputTests {
    private static let url = "https://accounts.google.com/o/oauth2/v2/auth?client_id=c&scope=openid"

    @Test(
        "on a full disk: exit 1 and one line",
        arguments: [["explain", url], ["explain", "--json", url], ["explain", "--batch", "-"]])
    func fullDisk(arguments: [String]) throws {
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        let text = try Self.shell(
            "echo '{\"url\":\"\(Self.url)\"}' | \(Self.binary) \(words) 2>&1 >/dev/full; echo $?")

        let lines = text.split(separator: "\n")
        #expect(lines.count == 2, "\(text)")
        #expect(lines.first == "gnomon: cannot write to standard output: No space left on device")
        #expect(lines.last == "1")
    }

    @Test("on a pipe whose reader has gone: quietly, also where the signal is ignored")
    func closedPipe() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Far more than a pipe holds, so that the writer is still writing when the reader goes.
        let input = folder.appendingPathComponent("lines")
        try Data(String(repeating: "{\"url\":\"\(Self.url)\"}\n", count: 3000).utf8).write(to: input)

        let text = try Self.shell(
            """
            trap '' PIPE
            cd '\(folder.path)'
            { \(Self.binary) explain --batch lines 2>errors; echo $? >status; } | head -n 1 >/dev/null
            cat errors status
            """)

        #expect(text == "0\n")
    }

    private static var binary: String { "'\(DaemonProcess.binary.path)'" }

    private static func shell(_ command: String) throws -> String {
        String(decoding: try shellOutput(command), as: UTF8.self)
    }
}
