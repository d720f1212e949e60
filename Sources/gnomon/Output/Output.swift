import APIModel
import Foundation
import SystemPackage

/// Where text goes: data to standard output, everything else to standard error.
enum Output {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether rows are laid out for a person; a program gets every row and nothing cut.
    static var wantsTable: Bool { self.isTerminal || Environment.value("GNOMON_FORCE_TABLE") == "1" }

    /// Whether colour is wanted (no-color.org, bixense.com/clicolors).
    static var hasColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        if environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb" { return false }
        if environment["CLICOLOR_FORCE"].map({ $0 != "0" && !$0.isEmpty }) == true { return true }
        return self.isTerminal && environment["CLICOLOR"] != "0"
    }

    static func line(_ text: String) {
        self.bytes(Array((text + "\n").utf8))
    }

    /// Writes data to standard output.
    ///
    /// A reader that has gone away (`| head`) ends the command quietly, any other failure ends it with exit 1 and a
    /// word: whoever asked for the data must not take a part of it for the whole.
    static func bytes(_ bytes: [UInt8]) {
        do {
            try StandardStream.output.write(bytes)
        } catch {
            guard error != .brokenPipe else { exit(EXIT_SUCCESS) }
            self.error("cannot write to standard output: \(error)")
            exit(CommandFailure.Exit.failed.rawValue)
        }
    }

    static func error(_ text: String) {
        self.note("gnomon: " + text)
    }

    static func note(_ text: String) {
        self.progress(text + "\n")
    }

    /// Text for standard error, as it stands.
    static func progress(_ text: String) {
        // There is no place left to report that nobody can be told.
        try? StandardStream.errors.write(Array(text.utf8))
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        self.line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// One line of JSON Lines.
    static func jsonLine(_ value: some Encodable) throws {
        self.line(String(decoding: try APICoding.encode(value), as: UTF8.self))
    }

    /// Text from outside, safe for a terminal: control characters become `?`.
    static func safe(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                        || scalar.value == 0x2028 || scalar.value == 0x2029 ? "?" : scalar
                }))
    }
}
