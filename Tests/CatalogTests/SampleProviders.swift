@testable import Catalog

/// A small catalogue with one provider per odd shape.
enum SampleProviders {
    static let all: [Provider] = [
        make(
            "google",
            [("accounts.google.com", "/o/oauth2/v2/auth"), ("accounts.google.com", "/o/oauth2/auth")], " "),
        make(
            "microsoft",
            [
                ("login.microsoftonline.com", "/*/oauth2/v2.0/authorize"),
                ("login.microsoftonline.com", "/*/adminconsent"),
            ], " "),
        make(
            "microsoftb2c",
            [
                ("*.b2clogin.com", "/*/oauth2/v2.0/authorize"),
                ("login.microsoftonline.com", "/tfp/*/*/oauth2/v2.0/authorize"),
            ], " "),
        make("github", [("github.com", "/login/oauth/authorize")], " "),
        make(
            "facebook", [("www.facebook.com", "/dialog/oauth"), ("www.facebook.com", "/v12.0/dialog/oauth")],
            ","),
        make(
            "slack", [("slack.com", "/oauth/v2/authorize"), ("slack.com", "/oauth/v2_user/authorize")], ","),
        make("trello", [("trello.com", "/1/authorize")], ","),
        make("hubspot", [("app.hubspot.com", "/oauth/authorize")], " "),
        make("behance", [("www.behance.net", "/v2/oauth/authenticate")], "|"),
        make(
            "okta", [("*.okta.com", "/oauth2/v1/authorize"), ("*.okta.com", "/oauth2/*/v1/authorize")], " "),
        make("aws", [("*.auth.*.amazoncognito.com", "/oauth2/authorize")], " "),
        make("pingone", [("auth.pingone.*", "/*/as/authorize")], " "),
        make("selfhosted", [("*", "/oauth/authorize")], " "),
        make("apollo", [("app.apollo.io", "/")], ""),
        make("shopone", [("shop.example.com", "/oauth/authorize")], ""),
        make("shoptwo", [("shop.example.com", "/oauth/authorize/two")], ""),
    ]

    private static func make(_ id: String, _ endpoints: [(String, String)], _ delimiters: String) -> Provider {
        Provider(
            id: id, name: id, authorize: endpoints.map { EndpointPattern(host: $0.0, path: $0.1) },
            scopeDelimiters: Array(delimiters.utf8))
    }
}
