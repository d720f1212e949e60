/// Why a command did not do what was asked, with the exit code that says so.
struct CommandFailure: Error {
    /// Exit codes of the command line.
    enum Exit: Int32 {
        case failed = 1
        case cancelled = 2
        case notSignedIn = 4
        case notFound = 5
        case refused = 6
        /// `--fail-on` matched.
        case matched = 7
        /// Asked in a way that is not offered; the argument parser ends with the same.
        case usage = 64
    }

    var exit: Exit
    var message: String

    init(_ exit: Exit, _ message: String) {
        self.exit = exit
        self.message = message
    }
}
