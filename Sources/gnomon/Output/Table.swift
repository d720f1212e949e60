import Foundation
import Grants

/// Rows for a person or for a program: an aligned table on a terminal, tab-separated lines in a pipe.
struct Table<Row> {
    struct Column {
        var title: String
        /// In full, for programs.
        var value: (Row) -> String
        /// For people; `nil`: as `value`.
        var shown: ((Row) -> String)?
        var isNumber = false
        /// Whether it may be cut to fit the terminal.
        var mayShrink = false
        /// SGR code, such as `31` for red.
        var colour: ((Row) -> String?)?
    }

    let columns: [Column]

    func print(_ rows: [Row]) {
        if Output.wantsTable {
            self.printTable(rows)
        } else {
            for row in rows {
                Output.line(self.columns.map { Self.oneLine($0.value(row)) }.joined(separator: "\t"))
            }
        }
    }

    private func printTable(_ rows: [Row]) {
        guard !rows.isEmpty else { return Output.note("Nothing to show.") }
        var cells = rows.map { row in self.columns.map { Output.safe(($0.shown ?? $0.value)(row)) } }
        var widths = self.columns.indices.map { index in
            max(self.columns[index].title.count, cells.map { $0[index].count }.max() ?? 0)
        }
        let fitting = self.fitting(widths)
        guard fitting == self.columns.count else {
            Table(columns: Array(self.columns.prefix(fitting))).printTable(rows)
            let missing = self.columns.dropFirst(fitting).map(\.title).joined(separator: ", ")
            return Output.note("Too narrow for: \(missing). A pipe or --json has them.")
        }
        var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - Self.terminalWidth
        while excess > 0,
            let widest = self.columns.indices.filter({ self.columns[$0].mayShrink && widths[$0] > Self.narrowest })
                .max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
            excess -= 1
        }
        cells = cells.map { row in row.enumerated().map { Self.cut($1, to: widths[$0]) } }
        Output.line(self.line(self.columns.map(\.title), widths, colours: []))
        for (row, texts) in zip(rows, cells) {
            let colours = Output.hasColour ? self.columns.map { $0.colour?(row) } : []
            Output.line(self.line(texts, widths, colours: colours))
        }
    }

    /// How many columns, from the left, the terminal has room for when all that may shrink have.
    private func fitting(_ widths: [Int]) -> Int {
        var width = -Self.gap
        let narrow = self.columns.indices.map { index in
            self.columns[index].mayShrink ? min(widths[index], Self.narrowest) : widths[index]
        }
        let count = narrow.prefix { column in
            width += column + Self.gap
            return width <= Self.terminalWidth
        }.count
        return max(count, 1)
    }

    private func line(_ texts: [String], _ widths: [Int], colours: [String?]) -> String {
        let padded = texts.enumerated().map { index, text in
            let space = String(repeating: " ", count: max(0, widths[index] - text.count))
            let isLast = index == texts.count - 1
            let plain = self.columns[index].isNumber ? space + text : isLast ? text : text + space
            guard index < colours.count, let colour = colours[index] else { return plain }
            return "\u{1B}[\(colour)m\(plain)\u{1B}[0m"
        }
        return padded.joined(separator: String(repeating: " ", count: Self.gap))
    }

    /// What is left of a column that shrinks.
    private static var narrowest: Int { 12 }
    private static var gap: Int { 2 }

    private static var terminalWidth: Int {
        if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }) { return columns }
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 120
    }

    private static func cut(_ text: String, to width: Int) -> String {
        text.count <= width ? text : text.prefix(width - 1) + "…"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
    }
}

/// Times as people read them.
enum RelativeTime {
    /// `3 min ago`, `2 d ago`; the date when older than 30 days.
    static func of(_ text: String, now: Timestamp) -> String {
        guard let time = Timestamp(text) else { return text }
        let seconds = (now.milliseconds - time.milliseconds) / 1000
        switch seconds {
        case ..<0: return String(text.prefix(10))
        case ..<60: return "just now"
        case ..<3600: return "\(seconds / 60) min ago"
        case ..<86_400: return "\(seconds / 3600) h ago"
        case ..<(30 * 86_400): return "\(seconds / 86_400) d ago"
        default: return String(text.prefix(10))
        }
    }
}
