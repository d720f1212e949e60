/// A client id that somebody wrote by hand, such as `claude-code` or `notion_mcp_client`.
struct ReadableID {
    /// Its words, joined by spaces, without those that every client could have at the end.
    let name: String

    /// - Returns: nil for an id that a machine made, or that says nothing.
    init?(_ clientID: String) {
        let bytes = clientID.utf8
        guard (5...48).contains(bytes.count), bytes.allSatisfy({ Self.isLetter($0) || Self.separators.contains($0) })
        else { return nil }
        var words = bytes.split { Self.separators.contains($0) }.map { String(Substring($0)).lowercased() }
        while let last = words.last, words.count > 1, Self.generic.contains(last) { words.removeLast() }
        let name = words.joined(separator: " ")
        guard name.utf8.count >= 4 else { return nil }
        self.name = name
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static let separators = Array("-_. ".utf8)
    private static let generic: Set<String> = [
        "app", "client", "cli", "connector", "desktop", "dev", "id", "integration", "key", "mcp", "oauth", "plugin",
        "prod", "server", "test", "web",
    ]
}
