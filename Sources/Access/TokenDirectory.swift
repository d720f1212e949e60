import Cryptography
package import Grants
package import Store
import Synchronization

/// The tokens that are known, in memory, so that a request costs no query.
///
/// Call `refresh` after every change; a running service also refreshes every few seconds for changes made
/// elsewhere.
package final class TokenDirectory: Sendable {
    /// Why a bearer token was not accepted.
    package enum Refusal: String, Error, CaseIterable, Sendable {
        case missing = "token_missing"
        case unknown = "token_unknown"
        case expired = "token_expired"
        case revoked = "token_revoked"
    }

    private struct Known {
        var enrolment: [EnrolmentToken] = []
        var api: [APIToken] = []
    }

    private let store: Store
    private let known: Mutex<Known> = Mutex(Known())

    package init(store: Store) {
        self.store = store
    }

    package func refresh() async throws {
        let fresh = Known(
            enrolment: try await self.store.enrolmentTokens(), api: try await self.store.apiTokens())
        self.known.withLock { $0 = fresh }
    }

    /// The number of the enrolment token in an `Authorization` value.
    package func enrolmentToken(authorization: String?, now: Timestamp) throws(Refusal) -> Int64 {
        let hash = try Self.hash(authorization)
        let token = self.known.withLock { known in
            Self.match(hash, known.enrolment, \.hash)
        }
        guard let token else { throw .unknown }
        guard token.revokedAt == nil else { throw .revoked }
        guard token.isValid(at: now) else { throw .expired }
        return token.number
    }

    /// The caller whose API token stands in an `Authorization` value.
    package func actor(authorization: String?, now: Timestamp) throws(Refusal) -> RequestActor {
        let hash = try Self.hash(authorization)
        let token = self.known.withLock { known in Self.match(hash, known.api, \.hash) }
        guard let token else { throw .unknown }
        guard token.revokedAt == nil else { throw .revoked }
        guard token.isValid(at: now) else { throw .expired }
        return RequestActor(
            personNumber: token.personNumber, tokenNumber: token.number, name: token.personName,
            roles: Set(token.roles.compactMap(Role.init(rawValue:))))
    }

    private static func hash(_ authorization: String?) throws(Refusal) -> [UInt8] {
        guard let authorization, authorization.utf8.count <= 512,
            authorization.prefix(7).lowercased() == "bearer ", authorization.utf8.count > 7
        else { throw .missing }
        return SecretToken.hash(of: authorization.dropFirst(7))
    }

    /// Compares with every token, found or not, so that time tells nothing.
    private static func match<Token>(_ hash: [UInt8], _ tokens: [Token], _ path: (Token) -> [UInt8]) -> Token? {
        var match: Token?
        for token in tokens where isEqualInConstantTime(path(token), hash) { match = token }
        return match
    }
}
