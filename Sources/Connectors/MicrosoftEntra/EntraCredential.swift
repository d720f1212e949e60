import Cryptography
import Foundation

/// How the app registration proves itself to its tenant (RFC 6749 §4.4), by secret or by certificate.
///
/// Source: learn.microsoft.com/entra/identity-platform/certificate-credentials.
enum EntraCredential: Sendable {
    case secret(String)
    case certificate(JWTAssertion)

    /// - Throws: unless there is either a secret or a certificate with its own key.
    init(settings: ConnectorSettings) throws(ConnectorSettingsError) {
        let secret = try settings.secretText("client_secret")
        switch (secret, settings.secretBytes("certificate"), settings.secretBytes("private_key")) {
        case (let secret?, nil, nil): self = .secret(secret)
        case (nil, let certificate?, let key?): self = .certificate(try Self.assertion(certificate, key))
        case (nil, nil, _):
            throw ConnectorSettingsError(setting: "client_secret", problem: "missing, as is a certificate")
        case (nil, _, nil): throw ConnectorSettingsError(setting: "private_key", problem: "missing")
        default:
            throw ConnectorSettingsError(setting: "client_secret", problem: "given beside a certificate; one proves")
        }
    }

    /// The fields that ask for a token.
    ///
    /// - Parameter endpoint: the token endpoint, the assertion's audience.
    func form(
        clientID: String, scope: String, endpoint: String, now: Date
    ) throws(ProviderAnswer) -> [(String, String)] {
        let fields = [("grant_type", "client_credentials"), ("client_id", clientID), ("scope", scope)]
        switch self {
        case .secret(let secret): return fields + [("client_secret", secret)]
        case .certificate(let assertion):
            let claims = ["iss": clientID, "sub": clientID, "aud": endpoint, "jti": UUID().uuidString]
            do throws(CryptographyError) {
                // Ten minutes are the longest that is taken.
                let text = try assertion.signed(claims, now: now, lifetime: 540)
                return fields + [
                    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                    ("client_assertion", text),
                ]
            } catch {
                throw ProviderAnswer(.misconfigured, detail: "the private key does not sign: \(error)")
            }
        }
    }

    private static func assertion(_ certificate: [UInt8], _ key: [UInt8]) throws(ConnectorSettingsError) -> JWTAssertion
    {
        guard let certificate = try? Certificate(pem: certificate) else {
            throw ConnectorSettingsError(setting: "certificate", problem: "no certificate in PEM")
        }
        guard let key = try? RSA.PrivateKey(pem: key) else {
            throw ConnectorSettingsError(setting: "private_key", problem: "no RSA key of 2048 bits or more in PEM")
        }
        guard certificate.belongs(to: key) else {
            throw ConnectorSettingsError(setting: "private_key", problem: "another key than the certificate's")
        }
        return JWTAssertion(
            key: key, algorithm: .ps256, header: ["x5t#S256": JWTAssertion.base64URL(certificate.thumbprint)])
    }
}
