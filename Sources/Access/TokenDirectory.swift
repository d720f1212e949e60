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
        /// A sensor's credential was revoked: the sensor may enrol again.
        case credentialRevoked = "credential_revoked"
        /// An enrolment token brings a report, and only enrols.
        case enrolmentOnly = "enrolment_only"
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

    /// The valid enrolment token in an `Authorization` value.
    package func enrolmentToken(authorization: String?, now: Timestamp) throws(Refusal) -> EnrolmentToken {
        let hash = SecretToken.hash(of: try Self.secret(authorization))
        return try Self.valid(self.known.withLock { Self.match(hash, $0.enrolment, \.hash) }, now)
    }

    /// The newest valid enrolment token of a name.
    package func enrolmentToken(named name: String, now: Timestamp) throws(Refusal) -> EnrolmentToken {
        let tokens = self.known.withLock { $0.enrolment.filter { $0.name == name } }
        return try Self.valid(tokens.last { $0.isValid(at: now) } ?? tokens.last, now)
    }

    private static func valid(_ token: EnrolmentToken?, _ now: Timestamp) throws(Refusal) -> EnrolmentToken {
        guard let token else { throw .unknown }
        guard token.revokedAt == nil else { throw .revoked }
        guard token.isValid(at: now) else { throw .expired }
        return token
    }

    /// The caller whose API token stands in an `Authorization` value.
    package func actor(authorization: String?, now: Timestamp) throws(Refusal) -> RequestActor {
        let hash = SecretToken.hash(of: try Self.secret(authorization))
        let token = self.known.withLock { known in Self.match(hash, known.api, \.hash) }
        guard let token else { throw .unknown }
        guard token.revokedAt == nil else { throw .revoked }
        guard token.isValid(at: now) else { throw .expired }
        return RequestActor(
            personNumber: token.personNumber, tokenNumber: token.number, name: token.personName,
            roles: Set(token.roles.compactMap(Role.init(rawValue:))))
    }

    /// What stands behind `Bearer` (RFC 6750 §2.1), at most 505 bytes.
    static func secret(_ authorization: String?) throws(Refusal) -> Substring {
        guard let authorization, authorization.utf8.count <= 512,
            authorization.prefix(7).lowercased() == "bearer ", authorization.utf8.count > 7
        else { throw .missing }
        return authorization.dropFirst(7)
    }

    /// Compares with every token, found or not, so that time tells nothing.
    private static func match<Token>(_ hash: [UInt8], _ tokens: [Token], _ path: (Token) -> [UInt8]) -> Token? {
        var match: Token?
        for token in tokens where isEqualInConstantTime(path(token), hash) { match = token }
        return match
    }
}
