import Configuration

/// Reads single settings and names the key when a value does not fit. Values are never shown.
final class SettingsReader {
    private let reader: ConfigReader
    /// Every key that was asked for: what there is to set.
    private(set) var keys: Set<String> = []

    init(reader: ConfigReader) {
        self.reader = reader
    }

    static func variable(_ key: String) -> String {
        "GNOMON_" + key.replacing(".", with: "_").uppercased()
    }

    static func failure(_ key: String, _ expected: String) -> CommandFailure {
        CommandFailure(.failed, "the setting \(key) (\(self.variable(key))) must be \(expected)")
    }

    func optionalText(_ key: String) -> String? {
        self.keys.insert(key)
        return self.reader.string(forKey: ConfigKey(key))
    }

    /// The same, where an empty text means none.
    func filledText(_ key: String) -> String? {
        self.optionalText(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    func text(_ key: String, default fallback: String) -> String {
        self.optionalText(key) ?? fallback
    }

    /// Comma-separated, spaces ignored.
    func list(_ key: String, default fallback: [String]) -> [String] {
        self.optionalText(key).map { text in
            text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        } ?? fallback
    }

    func number(_ key: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        // A file may hold a number, the environment holds text.
        let given = self.optionalText(key)
        guard let number = given.map({ Int($0) }) ?? self.reader.int(forKey: ConfigKey(key)) ?? fallback,
            range.contains(number)
        else { throw Self.failure(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    func truth(_ key: String, default fallback: Bool) throws -> Bool {
        switch self.optionalText(key)?.lowercased() {
        case nil: return self.reader.bool(forKey: ConfigKey(key)) ?? fallback
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        default: throw Self.failure(key, "true or false")
        }
    }

    /// `HOST:PORT`; `[::1]:8787` for IPv6.
    func address(_ key: String, default fallback: String) throws -> (String, Int) {
        let text = self.text(key, default: fallback)
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else { throw Self.failure(key, "HOST:PORT") }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (host, port)
    }
}
