import Cryptography
package import Grants
package import Store

/// Who brings a report.
package struct ReportSender: Sendable, Hashable {
    /// The enrolment token by which it was let in.
    package var tokenNumber: Int64
    /// Its own credential; `nil` for the token itself.
    package var credentialNumber: Int64?
    /// The sensor that the credential is for.
    package var installID: UUIDBits?
}

/// Finds out which sensor sends, by its own credential, by an enrolment token, or by a certificate that stands for one.
///
/// A fleet has too many credentials to hold them all in memory, and one that was revoked must end at once in every
/// process: each is looked up by the hash of its secret. The secret has 256 random bits, so that the time of the
/// look-up tells nothing about it.
package struct SensorAuthentication: Sendable {
    private let store: Store
    private let tokens: TokenDirectory
    private let rules: EnrolmentRules

    package init(store: Store, tokens: TokenDirectory, rules: EnrolmentRules) {
        self.store = store
        self.tokens = tokens
        self.rules = rules
    }

    /// Who sends a report.
    ///
    /// - Parameter isCertified: whether a trusted proxy has checked the caller's client certificate.
    /// - Throws: `TokenDirectory.Refusal`; `StoreError` when a credential can not be looked up.
    package func sender(authorization: String?, isCertified: Bool, now: Timestamp) async throws -> ReportSender {
        if Self.isCredential(authorization) {
            let credential = try await self.credential(authorization: authorization, now: now)
            return ReportSender(
                tokenNumber: credential.tokenNumber, credentialNumber: credential.number,
                installID: credential.installID)
        }
        let token = try self.enrolmentToken(authorization: authorization, isCertified: isCertified, now: now)
        let mayPost =
            switch self.rules.posting {
            case .always: true
            case .never: false
            case .untilEnrolled: !token.hasEnrolled
            }
        guard mayPost else { throw TokenDirectory.Refusal.enrolmentOnly }
        return ReportSender(tokenNumber: token.number)
    }

    /// The valid credential in an `Authorization` value.
    ///
    /// - Throws: `TokenDirectory.Refusal`; `StoreError` when it can not be looked up.
    package func credential(authorization: String?, now: Timestamp) async throws -> SensorCredential {
        let hash = SecretToken.hash(of: try TokenDirectory.secret(authorization))
        guard let found = try await self.store.sensorCredential(hash: hash), isEqualInConstantTime(found.hash, hash)
        else { throw TokenDirectory.Refusal.unknown }
        guard found.revokedAt == nil else { throw TokenDirectory.Refusal.credentialRevoked }
        guard found.isValid(at: now) else { throw TokenDirectory.Refusal.expired }
        return found
    }

    /// The valid enrolment token in an `Authorization` value, or the one that the caller's certificate stands for when
    /// there is no such value.
    package func enrolmentToken(
        authorization: String?, isCertified: Bool, now: Timestamp
    ) throws(TokenDirectory.Refusal) -> EnrolmentToken {
        if authorization == nil, isCertified, let name = self.rules.certificateToken {
            return try self.tokens.enrolmentToken(named: name, now: now)
        }
        return try self.tokens.enrolmentToken(authorization: authorization, now: now)
    }

    private static func isCredential(_ authorization: String?) -> Bool {
        guard let secret = try? TokenDirectory.secret(authorization) else { return false }
        return secret.hasPrefix(SecretToken.Kind.sensor.rawValue)
    }
}
