import Foundation

/// Gives out the caller's own access tokens.
protocol TokenIssuer: Sendable {
    /// - Throws: `misconfigured` with the issuer's words, or what the way there came to.
    func issue(in conversation: Conversation) async throws(ProviderAnswer) -> CallerToken.Issued
}

extension CallerToken {
    /// A token as its issuer gave it.
    struct Issued: Sendable {
        let value: String
        let expiry: Date

        /// - Throws: `transient` for a token that no header can carry.
        init(value: String, expiry: Date, in conversation: Conversation) throws(ProviderAnswer) {
            guard !value.isEmpty, value.utf8.count <= 16_384, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw conversation.answer(.transient, "the token endpoint gave a token that no header can carry") }
            conversation.hide(value)
            self.value = value
            self.expiry = expiry
        }
    }
}
