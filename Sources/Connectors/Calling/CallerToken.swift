import Foundation

/// The caller's own access token: kept in memory alone, fetched once for all who wait for it.
actor CallerToken {
    /// A token is renewed so long before its end.
    private static let margin: TimeInterval = 60

    private let issuer: any TokenIssuer
    private var held: Issued?
    /// Owned by this actor: it ends with the transfer's own time limit, whoever still waits.
    private var fetching: Task<Result<Issued, ProviderAnswer>, Never>?

    init(issuer: any TokenIssuer) {
        self.issuer = issuer
    }

    func value(in conversation: Conversation) async throws(ProviderAnswer) -> String {
        if let held, held.expiry.timeIntervalSince(conversation.now) > Self.margin { return held.value }
        return try await self.renewed(in: conversation)
    }

    /// A token other than one that was refused, newly fetched unless somebody has done so meanwhile.
    func value(insteadOf refused: String, in conversation: Conversation) async throws(ProviderAnswer) -> String {
        if self.held?.value == refused { self.held = nil }
        return try await self.value(in: conversation)
    }

    private func renewed(in conversation: Conversation) async throws(ProviderAnswer) -> String {
        let task =
            self.fetching
            ?? Task { [issuer] in
                do throws(ProviderAnswer) {
                    return .success(try await issuer.issue(in: conversation))
                } catch {
                    return .failure(error)
                }
            }
        self.fetching = task
        let result = await task.value
        if self.fetching == task { self.fetching = nil }
        let issued = try result.get()
        self.held = issued
        return issued.value
    }
}
