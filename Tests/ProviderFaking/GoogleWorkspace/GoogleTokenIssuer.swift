import Foundation

/// `POST /token`: an access token for a service account that a domain lets act as an administrator.
struct GoogleTokenIssuer {
    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let form = request.form
        guard request.method == "POST", form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer" else {
            return Self.fault(400, "unsupported_grant_type", "Invalid grant_type")
        }
        guard let assertion = SignedAssertion(form["assertion"] ?? ""), assertion.header["alg"] == "RS256" else {
            return Self.fault(400, "invalid_grant", "Invalid JWT Signature.")
        }
        guard assertion.claims["iss"] == .string(GoogleWorkspaceFake.serviceAccount),
            assertion.claims["aud"] == .string("\(request.origin)/token")
        else { return Self.fault(400, "invalid_grant", "Invalid issuer or audience.") }
        guard assertion.isTimely(world.now, longest: 3_600) else {
            return Self.fault(
                400, "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.")
        }
        guard let subject = assertion.claims["sub"]?.text, world.user(subject)?.isAdmin == true else {
            return Self.fault(400, "invalid_grant", "Invalid email or User ID")
        }
        let scopes = Set((assertion.claims["scope"]?.text ?? "").split(separator: " ").map(String.init))
        guard !scopes.isEmpty, scopes.isSubset(of: world.permissions) else {
            return Self.fault(
                401, "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any "
                    + "of the scopes requested.")
        }
        let token = "ya29.\(UUID().uuidString.lowercased())"
        world.callerTokens[token] = (scopes, world.now.addingTimeInterval(3_599))
        return FakeAnswer(200, ["access_token": .string(token), "expires_in": 3599, "token_type": "Bearer"])
    }

    private static func fault(_ status: Int, _ code: String, _ description: String) -> FakeAnswer {
        FakeAnswer(status, ["error": .string(code), "error_description": .string(description)])
    }
}
