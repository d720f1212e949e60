/// One authorization flow as a sensor saw it: a claim, already checked for form.
///
/// Source: `schemas/grant-report.v1.json`, `$defs/event`.
package struct AuthorizationEvent: Sendable, Equatable {
    package var eventID: UUIDBits
    package var kind: Kind
    package var outcome: Outcome
    package var confidence: Confidence
    package var evidence: WireSet<Evidence>
    package var startedAt: Timestamp
    package var endedAt: Timestamp
    /// Whether a page was rendered between request and response.
    package var isInteractive: Bool
    package var surface: Surface
    package var provider: Endpoint
    package var client: Client
    package var request: Request
    /// In request order, without repeats. `nil`: not visible (PAR); empty: the request named none.
    package var scopes: [String]?
    /// How many scopes the sensor cut off beyond its limit of 100.
    package var scopesTruncated: Int
    /// RFC 8707 resource indicators as origin and path, at most 10.
    package var resources: [String]
    package var result: Result
    /// POSTs to the provider during the flow, capped at 99.
    package var providerPosts: Int
    /// Roll-up of silent renewals, 1 or more.
    package var count: Int
    package var loginHint: LoginHint?
    /// What a page of the plugin's asked the person, where it was to open.
    package var coaching: Coaching?

    package init(
        eventID: UUIDBits, kind: Kind, outcome: Outcome, confidence: Confidence, evidence: WireSet<Evidence>,
        startedAt: Timestamp, endedAt: Timestamp, isInteractive: Bool, surface: Surface, provider: Endpoint,
        client: Client, request: Request, scopes: [String]?, scopesTruncated: Int = 0, resources: [String] = [],
        result: Result, providerPosts: Int = 0, count: Int = 1, loginHint: LoginHint? = nil, coaching: Coaching? = nil
    ) {
        self.eventID = eventID
        self.kind = kind
        self.outcome = outcome
        self.confidence = confidence
        self.evidence = evidence
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.isInteractive = isInteractive
        self.surface = surface
        self.provider = provider
        self.client = client
        self.request = request
        self.scopes = scopes
        self.scopesTruncated = scopesTruncated
        self.resources = resources
        self.result = result
        self.providerPosts = providerPosts
        self.count = count
        self.loginHint = loginHint
        self.coaching = coaching
    }
}

// MARK: - Closed sets

extension AuthorizationEvent {
    package enum Kind: String, WireChoice, Codable {
        package static let wire = WireTable<Kind>()

        case authorization
        case devicePage = "device_page"
    }

    /// What the browser saw of the end of the flow.
    package enum Outcome: String, WireChoice, Codable {
        package static let wire = WireTable<Outcome>()

        case granted, returned, denied, error, abandoned, unknown
    }

    package enum Confidence: String, WireChoice, Codable {
        package static let wire = WireTable<Confidence>()

        case high, medium, low
    }

    package enum Evidence: String, WireChoice, Codable {
        package static let wire = WireTable<Evidence>()

        case redirect, request, scheme, timeout, restart
        case formPost = "form_post"
        case tabClosed = "tab_closed"
        case httpStatus = "http_status"
    }

    package enum Surface: String, WireChoice, Codable {
        package static let wire = WireTable<Surface>()

        case tab, popup, iframe
        case browserExtension = "extension"
    }

    package enum RedirectClass: String, WireChoice, Codable {
        package static let wire = WireTable<RedirectClass>()

        case web, loopback, oob, relay, unknown
        case customScheme = "custom_scheme"
        case browserExtension = "extension"
    }

    package enum PKCE: String, WireChoice, Codable {
        package static let wire = WireTable<PKCE>()

        case s256 = "S256"
        case plain, none, unknown
    }

    package enum ParamsSource: String, WireChoice, Codable {
        package static let wire = WireTable<ParamsSource>()

        case query, par, jar
    }

    package enum ResultKind: String, WireChoice, Codable {
        package static let wire = WireTable<ResultKind>()

        case code, response
        case accessToken = "access_token"
        case idToken = "id_token"
    }

    /// What the person chose on a coaching page.
    package enum CoachingChoice: String, WireChoice, Codable {
        package static let wire = WireTable<CoachingChoice>()

        /// The flow went on.
        case proceeded = "continue"
        /// The person left the flow.
        case left
        /// Nothing: the page did not open in time, or was closed.
        case none
    }
}

// MARK: - Parts

extension AuthorizationEvent {
    /// The provider's authorization endpoint: origin and path, never a query.
    package struct Endpoint: Sendable, Hashable {
        package var origin: String
        package var path: String

        package init(origin: String, path: String) {
            self.origin = origin
            self.path = path
        }
    }

    /// The client as the request names it.
    package struct Client: Sendable, Hashable {
        /// At most 512 bytes; a URL for a client-id metadata document. Empty on device pages.
        package var clientID: String
        /// Origin and path (or scheme, host and path), no query or fragment; empty when unseen.
        package var redirectURI: String
        package var redirectClass: RedirectClass
        /// The site that started the flow.
        package var initiatorOrigin: String?

        package init(
            clientID: String, redirectURI: String, redirectClass: RedirectClass, initiatorOrigin: String? = nil
        ) {
            self.clientID = clientID
            self.redirectURI = redirectURI
            self.redirectClass = redirectClass
            self.initiatorOrigin = initiatorOrigin
        }
    }

    /// The request's shape, without any of its secrets.
    package struct Request: Sendable, Hashable {
        package var responseType: String?
        package var responseMode: String?
        package var prompt: String?
        package var accessType: String?
        package var pkce: PKCE
        package var paramsSource: ParamsSource
        package var hasState: Bool

        package init(
            responseType: String? = nil, responseMode: String? = nil, prompt: String? = nil,
            accessType: String? = nil, pkce: PKCE = .unknown, paramsSource: ParamsSource = .query,
            hasState: Bool = false
        ) {
            self.responseType = responseType
            self.responseMode = responseMode
            self.prompt = prompt
            self.accessType = accessType
            self.pkce = pkce
            self.paramsSource = paramsSource
            self.hasState = hasState
        }
    }

    /// Which kinds of response came back, never their values.
    package struct Result: Sendable, Hashable {
        package var kinds: WireSet<ResultKind>
        /// At most 64 characters of `[a-z_]`.
        package var error: String?
        package var stateMatch: Bool?
        /// The `iss` parameter's origin (RFC 9207).
        package var issuer: String?
        package var grantedScopes: [String]?

        package init(
            kinds: WireSet<ResultKind> = [], error: String? = nil, stateMatch: Bool? = nil, issuer: String? = nil,
            grantedScopes: [String]? = nil
        ) {
            self.kinds = kinds
            self.error = error
            self.stateMatch = stateMatch
            self.issuer = issuer
            self.grantedScopes = grantedScopes
        }
    }

    /// A keyed hash of the granting account's address, and its mail domain.
    package struct LoginHint: Sendable, Hashable {
        package var hmac: String
        package var domain: String

        package init(hmac: String, domain: String) {
            self.hmac = hmac
            self.domain = domain
        }
    }

    /// A page of the plugin's between the person and a client that policy marks.
    package struct Coaching: Sendable, Hashable {
        /// Whether the page opened before the flow had ended.
        package var wasShown: Bool
        package var choice: CoachingChoice
        /// Why the person went on, in own words of at most 280 characters, without secrets and addresses.
        package var reason: String?

        package init(wasShown: Bool, choice: CoachingChoice, reason: String? = nil) {
            self.wasShown = wasShown
            self.choice = choice
            self.reason = reason
        }
    }
}
