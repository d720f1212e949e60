/// A line on standard error that is written over in place, for work whose end is not known; nothing where that is no
/// terminal.
struct ProgressLine {
    func show(_ text: String) {
        guard Output.isErrorTerminal else { return }
        // Clears what a longer text has left of the line.
        Output.progress("\r\(text)\u{1B}[K")
    }

    /// Leaves the line empty for what comes next.
    func clear() { self.show("") }
}
