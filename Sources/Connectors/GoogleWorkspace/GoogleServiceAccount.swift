import Cryptography
import Foundation

/// A service account's key as its JSON file gives it.
///
/// Source: developers.google.com/identity/protocols/oauth2/service-account. The file's own `token_uri` is not used:
/// where the assertion goes is a setting.
struct GoogleServiceAccount: Sendable {
    private let address: String
    private let assertion: JWTAssertion

    private struct File: Decodable {
        var clientEmail: String
        var privateKey: String
        var privateKeyId: String?
    }

    /// - Throws: for a file that is none of a service account, or whose key is no RSA key of 2048 bits or more.
    init(file: [UInt8], setting: String) throws(ConnectorSettingsError) {
        guard let file = try? ProviderJSON.decoded(File.self, from: file) else {
            throw ConnectorSettingsError(
                setting: setting, problem: "no key file of a service account: JSON with client_email and private_key")
        }
        guard let key = try? RSA.PrivateKey(pem: Array(file.privateKey.utf8)) else {
            throw ConnectorSettingsError(setting: setting, problem: "its private_key is no RSA key in PEM")
        }
        self.address = file.clientEmail
        self.assertion = JWTAssertion(
            key: key, algorithm: .rs256, header: file.privateKeyId.map { ["kid": $0] } ?? [:])
    }

    /// The fields that ask for a token.
    ///
    /// - Parameter audience: the token endpoint.
    func form(
        actingAs administrator: String, scopes: [GoogleScope], audience: String, now: Date
    ) throws(ProviderAnswer) -> [(String, String)] {
        let claims = [
            "iss": self.address, "sub": administrator, "aud": audience,
            "scope": scopes.map(\.rawValue).joined(separator: " "),
        ]
        do throws(CryptographyError) {
            let text = try self.assertion.signed(claims, now: now, lifetime: 3_600)
            return [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", text)]
        } catch {
            throw ProviderAnswer(.misconfigured, detail: "the service account's key does not sign: \(error)")
        }
    }
}
