import Testing

/// One URL and what it asks for.
struct AuthorizationRequestTrap: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var url: String
    var provider: String?
    var client: String? = "c"
    var redirect: String?
    var scopes: [String] = []
    var userScopes: [String] = []

    static let google = "https://accounts.google.com/o/oauth2/v2/auth"
    static let all: [AuthorizationRequestTrap] = [
        AuthorizationRequestTrap(
            testDescription: "HTML separators",
            url: "\(google)?client_id=c&amp;scope=a%20b&amp;amp;redirect_uri=http://x/",
            provider: "google", redirect: "http://x/", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "numeric HTML and JSON separators",
            url: "\(google)?client_id=c&#38;scope=a\\u0026redirect_uri=x:y",
            provider: "google", redirect: "x:y", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "HTML references with zeros and in hexadecimal",
            url: "\(google)?client_id=c&#038;scope=a&#x26;redirect_uri=x:y&#x0026;state=s",
            provider: "google", redirect: "x:y", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "an encoded HTML separator",
            url: "\(google)?client_id=c&amp%3Bscope=a&amp%3Bamp%3Bredirect_uri=x:y",
            provider: "google", redirect: "x:y", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "JavaScript and JSON escapes",
            url:
                "https:\\u002F\\u002Faccounts.google.com\\x2fo\\/oauth2\\/v2\\/auth\\u003Fclient_id\\u003Dc\\x26scope=a",
            provider: "google", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "a shell's and Markdown's backslashes",
            url: "\(google)\\?client\\_id\\=c\\&scope=a\\_b", provider: "google", scopes: ["a_b"]),
        AuthorizationRequestTrap(
            testDescription: "quotation marks around", url: "\"\(google)?client_id=c&scope=a\"",
            provider: "google", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "angle brackets around", url: " <\(google)?client_id=c&scope=a> ",
            provider: "google", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "a quotation mark that is part of the last value",
            url: "\(google)?client_id=c&scope=a&redirect_uri=\"x:y\"",
            provider: "google", redirect: "\"x:y\"", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "indented continuation lines",
            url: "\(google)?client_id=c\n    &redirect_uri=x:y\n    & scope=a b",
            provider: "google", redirect: "x:y", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "an encoded question mark",
            url: "\(google)%3Fclient_id%3Dc%26scope%3Da%20b%26redirect_uri%3Dx%3Ay",
            provider: "google", redirect: "x:y", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "a query encoded as a whole",
            url: "\(google)?client_id%3Dc%26scope%3Da%2520b",
            provider: "google", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "array brackets", url: "\(google)?client_id=c&scope[]=a&scope%5B%5D=b",
            provider: "google", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "JSON slashes",
            url: "https:\\/\\/github.com\\/login\\/oauth\\/authorize?client_id=c",
            provider: "github"),
        AuthorizationRequestTrap(
            testDescription: "raw spaces and line ends",
            url: " \(google)?client_id=c&scope=openid email\n https://x/y \n",
            provider: "google", scopes: ["openid", "email", "https://x/y"]),
        AuthorizationRequestTrap(
            testDescription: "plus, repetition and order", url: "\(google)?scope=b+a++b&client_id=c",
            provider: "google",
            scopes: ["b", "a"]),
        AuthorizationRequestTrap(
            testDescription: "encoded plus stays", url: "\(google)?client_id=c%2B1&scope=a",
            provider: "google",
            client: "c+1", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "malformed percent signs",
            url: "\(google)?client_id=c%&redirect_uri=http://x/%zz%4&scope=%",
            provider: "google", client: "c%", redirect: "http://x/%zz%4", scopes: ["%"]),
        AuthorizationRequestTrap(
            testDescription: "UTF-8", url: "\(google)?client_id=c&scope=caf%C3%A9+é", provider: "google",
            scopes: ["café", "é"]),
        AuthorizationRequestTrap(
            testDescription: "upper-case and encoded names", url: "\(google)?Client%5FID=c&SCOPE=a",
            provider: "google", scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "repeated keys", url: "\(google)?client_id=c&client_id=d&scope=a&scope=b",
            provider: "google", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "empty before value",
            url: "\(google)?client_id=&client_id=c&redirect_uri=&scope=", provider: "google"),
        AuthorizationRequestTrap(
            testDescription: "Slack",
            url: "https://slack.com/oauth/v2/authorize?client_id=c&scope=a:b,c&user_scope=d%2Ce",
            provider: "slack", scopes: ["a:b", "c"], userScopes: ["d", "e"]),
        AuthorizationRequestTrap(
            testDescription: "Slack with spaces",
            url: "https://slack.com/oauth/v2_user/authorize?client_id=c&scope=a b,c",
            provider: "slack", scopes: ["a", "b", "c"]),
        AuthorizationRequestTrap(
            testDescription: "Trello",
            url: "https://trello.com/1/authorize?key=c&return_url=https%3A%2F%2Fx%2Fy&scope=read,write",
            provider: "trello", redirect: "https://x/y", scopes: ["read", "write"]),
        AuthorizationRequestTrap(
            testDescription: "a key that is not Trello's",
            url: "https://a.example/1/authorize?key=c&return_url=https://x/",
            client: nil),
        AuthorizationRequestTrap(
            testDescription: "Facebook",
            url: "https://www.facebook.com/v19.0/dialog/oauth?app_id=c&scope=a,b&redirect_uri=https://x/",
            provider: "facebook", redirect: "https://x/", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "commas where spaces are the rule",
            url: "https://github.com/login/oauth/authorize?client_id=c&scope=repo,user",
            provider: "github", scopes: ["repo", "user"]),
        AuthorizationRequestTrap(
            testDescription: "commas and spaces",
            url: "https://github.com/login/oauth/authorize?client_id=c&scope=repo,%20user",
            provider: "github", scopes: ["repo", "user"]),
        AuthorizationRequestTrap(
            testDescription: "a provider's own delimiter",
            url: "https://www.behance.net/v2/oauth/authenticate?client_id=c&scope=a|b",
            provider: "behance", scopes: ["a", "b"]),
        AuthorizationRequestTrap(
            testDescription: "an unknown provider",
            url: "https://a.example/authorize?client_id=c&scope=a,b+d", scopes: ["a", "b", "d"]),
        AuthorizationRequestTrap(
            testDescription: "redirect URI with a query",
            url: "\(google)?redirect_uri=http://x:3000/cb?client_id=z&client_id=c",
            provider: "google", redirect: "http://x:3000/cb?client_id=z"),
        AuthorizationRequestTrap(
            testDescription: "encoded redirect query",
            url: "\(google)?client_id=c&redirect_uri=http%3A%2F%2Fx%2Fcb%3Fa%3D1%26b%3D2",
            provider: "google", redirect: "http://x/cb?a=1&b=2"),
        AuthorizationRequestTrap(
            testDescription: "out of band",
            url: "\(google)?client_id=c&redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob",
            provider: "google", redirect: "urn:ietf:wg:oauth:2.0:oob"),
        AuthorizationRequestTrap(
            testDescription: "custom scheme",
            url: "\(google)?client_id=c&redirect_uri=cursor%3A%2F%2Fanysphere.cursor-mcp%2Fcb",
            provider: "google", redirect: "cursor://anysphere.cursor-mcp/cb"),
        AuthorizationRequestTrap(
            testDescription: "client-id metadata document",
            url: "https://a.example/authorize?client_id=https%3A%2F%2Fx.example%2Fc.json",
            client: "https://x.example/c.json"),
        AuthorizationRequestTrap(
            testDescription: "fragment of a redirect",
            url: "\(google)?client_id=c&redirect_uri=http://x/#/y&scope=a", provider: "google",
            redirect: "http://x/"),
        AuthorizationRequestTrap(
            testDescription: "routing in the fragment",
            url: "https://app.apollo.io/#/oauth/authorize?client_id=c&scope=a", provider: "apollo",
            scopes: ["a"]),
        AuthorizationRequestTrap(
            testDescription: "user information is not the host",
            url: "https://accounts.google.com@evil.example/o/oauth2/auth?client_id=c"),
        AuthorizationRequestTrap(
            testDescription: "a backslash ends the host",
            url: "https://evil.example\\@accounts.google.com/o/oauth2/auth?client_id=c"),
        AuthorizationRequestTrap(
            testDescription: "no scope", url: "https://github.com/login/oauth/authorize?client_id=c",
            provider: "github"),
        AuthorizationRequestTrap(testDescription: "no request", url: "https://github.com/", client: nil),
        AuthorizationRequestTrap(
            testDescription: "an unknown port",
            url: "https://accounts.google.com:8443/o/oauth2/auth?client_id=c"),
    ]
}
