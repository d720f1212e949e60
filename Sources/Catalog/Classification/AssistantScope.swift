/// Scopes that only an AI client asks for: by asking, a client that no catalogue knows says what it is.
///
/// Own, from the vendors' documentation: Slack gives `assistant:write` to apps with the *Agents & AI Apps*
/// feature, GitHub `copilot` to Copilot's editors, Anthropic and OpenAI the others to programs that run models.
package enum AssistantScope {
    /// The first such scope, or nil.
    package static func first(in scopes: [String]) -> String? {
        scopes.first { $0.utf8.count >= Self.shortest && $0.utf8.count <= Self.longest && Self.names.contains($0) }
    }

    private static let names: Set<String> = [
        "assistant:write", "copilot", "user:inference", "user:sessions:claude_code", "org:create_api_key",
        "model.request", "inference-api",
    ]
    private static let shortest = Self.names.map(\.utf8.count).min() ?? 0
    private static let longest = Self.names.map(\.utf8.count).max() ?? 0
}
