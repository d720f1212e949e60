package import Grants

/// What one authorization request shows, whether a sensor reported it or a person pasted its URL.
package struct ObservedRequest: Sendable, Hashable {
    /// Lower case, without port.
    package var endpointHost: String
    package var endpointPath: String
    package var clientID: String
    package var redirectURI: String
    package var redirectClass: AuthorizationEvent.RedirectClass
    /// Lower-case host of the site that started the flow, or empty.
    package var initiatorHost: String
    package var resources: [String]
    package var usesPKCE: Bool
    package var isAdminConsent: Bool

    package init(
        endpointHost: String, endpointPath: String, clientID: String, redirectURI: String,
        redirectClass: AuthorizationEvent.RedirectClass, initiatorHost: String, resources: [String],
        usesPKCE: Bool, isAdminConsent: Bool
    ) {
        self.endpointHost = endpointHost
        self.endpointPath = endpointPath
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.redirectClass = redirectClass
        self.initiatorHost = initiatorHost
        self.resources = resources
        self.usesPKCE = usesPKCE
        self.isAdminConsent = isAdminConsent
    }
}

extension ObservedRequest {
    /// The request of an event.
    package init(_ event: AuthorizationEvent) {
        self.init(
            endpointHost: RedirectAddress(event.provider.origin).host, endpointPath: event.provider.path,
            clientID: event.client.clientID, redirectURI: event.client.redirectURI,
            redirectClass: event.client.redirectClass,
            initiatorHost: event.client.initiatorOrigin.map { RedirectAddress($0).host } ?? "",
            resources: event.resources, usesPKCE: event.request.pkce == .s256 || event.request.pkce == .plain,
            isAdminConsent: event.provider.path.hasSuffix("/adminconsent"))
    }
}
