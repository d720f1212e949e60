/// Scopes that only an AI client asks for: by asking, a client that no catalogue knows says what it is.
///
/// Own, from the vendors' documentation: Slack gives `assistant:write` to apps with the *Agents & AI Apps*
/// feature, GitHub `copilot` to Copilot's editors, Anthropic and OpenAI the others to programs that run models.
package enum AssistantScope {
    /// The first such scope, or nil.
    package static func first(in scopes: [String]) -> String? {
        scopes.first { scope in
            let length = scope.utf8.count
            return length < UInt64.bitWidth && Self.lengths & 1 << length != 0 && Self.names.contains(scope)
        }
    }

    private static let names = [
        "assistant:write", "copilot", "user:inference", "user:sessions:claude_code", "org:create_api_key",
        "model.request", "inference-api",
    ]
    /// The names' lengths as bits: most scopes are told by their length alone.
    private static let lengths: UInt64 = Self.names.reduce(0) { $0 | 1 << $1.utf8.count }
}
