package import Grants

/// What one authorization request shows, unparsed so that it serves as a key, whether a sensor reported it or a
/// person pasted its URL.
package struct ObservedRequest: Sendable, Hashable, Codable {
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
    /// What the program calls itself (`originator`), or empty. Sensors do not report it.
    package var originator: String
    /// The scope by which the client says that it is an assistant (`AssistantScope`), or empty.
    package var assistantScope: String

    package init(
        endpointOrigin: String, endpointPath: String, clientID: String, redirectURI: String,
        redirectClass: AuthorizationEvent.RedirectClass, initiatorOrigin: String, resources: [String],
        usesPKCE: Bool, isAdminConsent: Bool,
        isDevicePage: Bool = false, originator: String = "", assistantScope: String = ""
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
        self.originator = originator
        self.assistantScope = assistantScope
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
            isAdminConsent: Self.isAdminConsent(path: event.provider.path, prompt: event.request.prompt),
            isDevicePage: event.kind == .devicePage, assistantScope: AssistantScope.first(in: event.scopes ?? []) ?? "")
    }

    /// Whether an administrator is asked to consent for a whole Microsoft tenant, by the page or by the prompt.
    static func isAdminConsent(path: String, prompt: String?) -> Bool {
        if prompt == "admin_consent" { return true }
        let page = "/adminconsent".utf8
        var bytes = path.utf8[...]
        if bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
        return bytes.suffix(page.count).elementsEqual(page, by: { $0.asciiLowercased == $1 })
    }

    /// Lower case, without port.
    package var endpointHost: String { RedirectAddress(self.endpointOrigin).host }

    /// Lower case, without port; empty when nobody is known to have started the flow.
    package var initiatorHost: String {
        self.initiatorOrigin.isEmpty ? "" : RedirectAddress(self.initiatorOrigin).host
    }
}
