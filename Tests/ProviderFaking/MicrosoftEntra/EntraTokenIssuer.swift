import Cryptography
import Foundation

/// `POST /{tenant}/oauth2/v2.0/token`: client credentials by secret or by certificate.
struct EntraTokenIssuer {
    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let form = request.form
        guard form["grant_type"] == "client_credentials", form["client_id"] == MicrosoftEntraFake.client else {
            return Self.fault("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        }
        guard form["scope"] == "\(request.origin)/.default" else {
            return Self.fault("invalid_scope", "AADSTS70011: The provided value for scope is not valid.")
        }
        if let assertion = form["client_assertion"] {
            guard Self.isValid(assertion, form, request, world) else {
                return Self.fault("invalid_client", "AADSTS700027: The certificate or its assertion is not valid.")
            }
        } else if form["client_secret"] != MicrosoftEntraFake.secret {
            return Self.fault("invalid_client", "AADSTS7000215: Invalid client secret provided.")
        }
        let token = "eyJ0.\(UUID().uuidString.lowercased())"
        world.callerTokens[token] = (world.permissions, world.now.addingTimeInterval(3_599))
        return FakeAnswer(200, ["access_token": .string(token), "expires_in": 3599, "token_type": "Bearer"])
    }

    private static func isValid(
        _ text: String, _ form: [String: String], _ request: FakeRequest, _ world: FakeWorld
    ) -> Bool {
        guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            let assertion = SignedAssertion(text),
            let certificate = try? Certificate(pem: Array(DemoKey.certificatePEM.utf8))
        else { return false }
        let thumbprint = Data(certificate.thumbprint).base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
        let audience = "\(request.origin)/\(MicrosoftEntraFake.tenant)/oauth2/v2.0/token"
        let claims = assertion.claims
        return assertion.header["x5t#S256"] == .string(thumbprint) && claims["aud"] == .string(audience)
            && claims["iss"] == .string(MicrosoftEntraFake.client) && claims["sub"] == claims["iss"]
            && claims["jti"] != nil && assertion.isTimely(world.now, longest: 600)
    }

    private static func fault(_ code: String, _ description: String) -> FakeAnswer {
        FakeAnswer(
            code == "invalid_client" ? 401 : 400, ["error": .string(code), "error_description": .string(description)])
    }
}
