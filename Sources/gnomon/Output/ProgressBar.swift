/// A bar on standard error that grows in place; nothing where that is no terminal.
struct ProgressBar {
    private static let width = 30

    /// - Parameter word: what is being done now.
    func show(_ done: Int, of total: Int, _ word: String) {
        guard Output.isErrorTerminal else { return }
        let filled = total == 0 ? Self.width : Self.width * done / total
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        // Clears what a longer word has left of the line.
        Output.progress("\r\(bar) \(done)/\(total) \(word)\u{1B}[K\(done == total ? "\n" : "")")
    }
}
