package import Grants

/// What one authorization request shows, unparsed so that it serves as a key, whether a sensor reported it or a person pasted its URL.
package struct ObservedRequest: Sendable, Hashable {
    /// Scheme and host of the authorization endpoint, as it came.
    package var endpointOrigin: String
    package var endpointPath: String
    package var clientID: String
    package var redirectURI: String
    package var redirectClass: AuthorizationEvent.RedirectClass
    /// The site that started the flow, or empty.
    package var initiatorOrigin: String
    package var resources: [String]
    package var usesPKCE: Bool
    package var isAdminConsent: Bool
    /// A page where a device code is entered, not an authorization endpoint.
    package var isDevicePage: Bool

    package init(
        endpointOrigin: String, endpointPath: String, clientID: String, redirectURI: String,
        redirectClass: AuthorizationEvent.RedirectClass, initiatorOrigin: String, resources: [String],
        usesPKCE: Bool, isAdminConsent: Bool,
        isDevicePage: Bool = false
    ) {
        self.endpointOrigin = endpointOrigin
        self.endpointPath = endpointPath
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.redirectClass = redirectClass
        self.initiatorOrigin = initiatorOrigin
        self.resources = resources
        self.usesPKCE = usesPKCE
        self.isAdminConsent = isAdminConsent
        self.isDevicePage = isDevicePage
    }
}

extension ObservedRequest {
    /// The request of an event.
    package init(_ event: AuthorizationEvent) {
        self.init(
            endpointOrigin: event.provider.origin, endpointPath: event.provider.path,
            clientID: event.client.clientID, redirectURI: event.client.redirectURI,
            redirectClass: event.client.redirectClass,
            initiatorOrigin: event.client.initiatorOrigin ?? "",
            resources: event.resources, usesPKCE: event.request.pkce == .s256 || event.request.pkce == .plain,
            isAdminConsent: event.provider.path.utf8.count >= 13
                && event.provider.path.utf8.suffix(13).elementsEqual("/adminconsent".utf8),
            isDevicePage: event.kind == .devicePage)
    }

    /// Lower case, without port.
    package var endpointHost: String { RedirectAddress(self.endpointOrigin).host }

    /// Lower case, without port; empty when nobody is known to have started the flow.
    package var initiatorHost: String {
        self.initiatorOrigin.isEmpty ? "" : RedirectAddress(self.initiatorOrigin).host
    }
}
