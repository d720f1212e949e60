/// Everything about the client and the resource of a request that does not depend on its scopes.
///
/// A class, so that the many events of one client share one value; immutable.
package final class ClientProfile: Sendable {
    package let app: AppIdentity
    package let resource: ResourceIdentity
    /// As the request spelled it; empty on device pages.
    package let clientID: String
    /// Scheme, host and path without port on loopback; empty when unseen.
    package let redirect: String
    /// The redirect's host, or its scheme for a custom one; empty when unseen.
    package let redirectHost: String
    package let redirectClass: AuthorizationEvent.RedirectClass
    package let isAdminConsent: Bool
    package let evidence: [Evidence]
    /// What the request showed; `nil` where nobody will look at it again.
    package let request: (any KeepableRequest)?

    package init(
        app: AppIdentity, resource: ResourceIdentity, clientID: String, redirect: String, redirectHost: String,
        redirectClass: AuthorizationEvent.RedirectClass, isAdminConsent: Bool, evidence: [Evidence],
        request: (any KeepableRequest)? = nil
    ) {
        self.app = app
        self.resource = resource
        self.clientID = clientID
        self.redirect = redirect
        self.redirectHost = redirectHost
        self.redirectClass = redirectClass
        self.isAdminConsent = isAdminConsent
        self.evidence = evidence
        self.request = request
    }
}
