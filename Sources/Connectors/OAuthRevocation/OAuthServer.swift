import Egress
import Foundation

/// The endpoints of an authorization server and how a client proves itself there.
struct OAuthServer: Sendable {
    private let issuer: ProviderAddress
    private let revocationEndpoint: String?
    private let introspectionEndpoint: String?
    private let clientID: String
    private let clientSecret: String?

    /// How a client proves itself (RFC 6749 §2.3); raw values are those of the registry for metadata.
    private enum Method: String {
        case basic = "client_secret_basic"
        case post = "client_secret_post"
        case none
    }

    /// Server metadata (RFC 8414 §2).
    private struct Metadata: Decodable {
        var issuer: String
        var revocationEndpoint: String?
        var introspectionEndpoint: String?
        var revocationEndpointAuthMethodsSupported: [String]?
        var introspectionEndpointAuthMethodsSupported: [String]?
    }

    private struct Fault: Decodable {
        var error: String?
        var errorDescription: String?
    }

    private struct Introspection: Decodable { var active: Bool }

    private struct Endpoint {
        var url: String
        var methods: [String]
    }

    init(settings: ConnectorSettings, clientID: String) throws(ConnectorSettingsError) {
        self.issuer = try settings.address("base_url")
        self.revocationEndpoint = try Self.endpoint("revocation_endpoint", settings)
        self.introspectionEndpoint = try Self.endpoint("introspection_endpoint", settings)
        self.clientID = clientID
        self.clientSecret = try settings.secretText("client_secret")
    }

    /// - Throws: for every answer but 200. A token that is not known is 200 too (RFC 7009 §2.2).
    func revoke(_ token: String, in conversation: Conversation) async throws(ProviderAnswer) {
        var endpoint = self.revocationEndpoint.map { Endpoint(url: $0, methods: []) }
        if endpoint == nil {
            let metadata = try await self.metadata(in: conversation)
            endpoint = metadata.revocationEndpoint.map {
                Endpoint(url: $0, methods: metadata.revocationEndpointAuthMethodsSupported ?? [])
            }
        }
        guard let endpoint else {
            throw conversation.answer(.unsupported, "the server's metadata names no revocation endpoint")
        }
        let response = try await self.post(token, to: endpoint, in: conversation)
        guard response.status == 200 else { throw Self.answer(to: response, in: conversation) }
    }

    /// Whether introspection calls the token active.
    func isActive(_ token: String, in conversation: Conversation) async throws(ProviderAnswer) -> Bool {
        var endpoint = self.introspectionEndpoint.map { Endpoint(url: $0, methods: []) }
        if endpoint == nil {
            let metadata = try await self.metadata(in: conversation)
            endpoint = metadata.introspectionEndpoint.map {
                Endpoint(url: $0, methods: metadata.introspectionEndpointAuthMethodsSupported ?? [])
            }
        }
        guard let endpoint else {
            throw conversation.answer(.unsupported, "the server has no introspection: nothing can prove the revoke")
        }
        let response = try await self.post(token, to: endpoint, in: conversation)
        guard response.status == 200 else { throw Self.answer(to: response, in: conversation) }
        return try conversation.decoded(Introspection.self, from: response).active
    }

    private static func endpoint(_ name: String, _ settings: ConnectorSettings) throws(ConnectorSettingsError)
        -> String?
    {
        try settings.text(name) == nil ? nil : settings.address(name).text
    }

    private func metadata(in conversation: Conversation) async throws(ProviderAnswer) -> Metadata {
        for url in self.metadataAddresses {
            let response = try await conversation.send(.listing(url))
            if response.status == 404 { continue }
            guard response.status == 200 else { throw Self.answer(to: response, in: conversation) }
            let metadata = try conversation.decoded(Metadata.self, from: response)
            // RFC 8414 §3.3: else one server could speak for another.
            guard ProviderAddress(metadata.issuer) == self.issuer else {
                throw conversation.answer(.misconfigured, "the metadata is another issuer's than base_url")
            }
            for endpoint in [metadata.revocationEndpoint, metadata.introspectionEndpoint].compactMap(\.self)
            where !self.issuer.isOrigin(of: endpoint) {
                throw conversation.answer(
                    .misconfigured,
                    "the metadata names an endpoint on another host; if that is right, set it as a setting")
            }
            return metadata
        }
        throw conversation.answer(.misconfigured, "there is no metadata at base_url; set revocation_endpoint")
    }

    /// RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4.1 behind it.
    private var metadataAddresses: [String] {
        let text = self.issuer.text
        let rest = text.range(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
        let root = text.dropLast(path.count)
        return [
            "\(root)/.well-known/oauth-authorization-server\(path)", "\(text)/.well-known/openid-configuration",
        ]
    }

    private func post(
        _ token: String, to endpoint: Endpoint, in conversation: Conversation
    ) async throws(ProviderAnswer) -> EgressResponse {
        conversation.hide(token)
        var fields = [("token", token), ("token_type_hint", "refresh_token")]
        switch self.method(endpoint.methods) {
        case .basic:
            let secret = self.clientSecret ?? ""
            conversation.hide(secret)
            // Both parts are form-encoded first (RFC 6749 §2.3.1).
            let pair = "\(PercentEncoding.encoded(self.clientID)):\(PercentEncoding.encoded(secret))"
            return try await conversation.sendUnauthorised(
                .form(url: endpoint.url, fields), authorization: "Basic \(Data(pair.utf8).base64EncodedString())")
        case .post:
            conversation.hide(self.clientSecret ?? "")
            fields += [("client_id", self.clientID), ("client_secret", self.clientSecret ?? "")]
        case .none: fields.append(("client_id", self.clientID))
        }
        return try await conversation.sendUnauthorised(.form(url: endpoint.url, fields))
    }

    /// Basic unless the server lists methods and it is not among them (RFC 8414 §2).
    private func method(_ supported: [String]) -> Method {
        guard self.clientSecret != nil else { return .none }
        return supported.isEmpty || supported.contains(Method.basic.rawValue) ? .basic : .post
    }

    private static func answer(to response: EgressResponse, in conversation: Conversation) -> ProviderAnswer {
        let fault = try? ProviderJSON.decoded(Fault.self, from: response.body)
        let words = ["status \(response.status)", fault?.error, fault?.errorDescription].compactMap(\.self)
        let outcome: RevokeOutcome =
            switch (response.status, fault?.error) {
            case (401, _), (_, "invalid_client"), (_, "unauthorized_client"): .misconfigured
            case (403, _): .forbidden
            default: .unsupported
            }
        return conversation.answer(
            outcome, words.joined(separator: ": "), documentation: OAuthRevocationConnector.descriptor.documentation)
    }
}
