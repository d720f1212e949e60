/// Whether an address is a tool server of the Model Context Protocol, told by its words.
///
/// Servers are named so by habit, not by rule: `mcp.example.com`, `docs-mcp.example.com`, `example.com/api/mcp`.
enum ToolServer {
    static func isOne(host: String, path: String) -> Bool {
        host.utf8.split(separator: UInt8(ascii: ".")).contains { Self.hasWord($0) }
            || path.utf8.split(separator: UInt8(ascii: "/")).contains { Self.hasWord($0) }
    }

    /// Whether `mcp` is one of the words of a label or a path segment.
    private static func hasWord(_ part: Substring.UTF8View) -> Bool {
        guard part.count >= 3 else { return false }
        return part.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
            .contains { $0.elementsEqual("mcp".utf8, by: { $0.asciiLowercased == $1 }) }
    }
}
