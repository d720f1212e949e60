/// The report as Foundation's decoder reads it, with the same fields and none of the checks.
struct PlainReport: Decodable {
    var schema: String
    var batch_id: String
    var sent_at: String
    var install_id: String
    var plugin: Plugin
    var browser: Browser
    var subject: Subject
    var device: Device
    var incognito_allowed: Bool
    var dropped: Int
    var events: [Event]

    struct Plugin: Decodable { var version: String, extension_id: String }
    struct Browser: Decodable { var name: String, version: String, os: String, arch: String }
    struct Subject: Decodable { var email: String?, source: String }
    struct Device: Decodable { var id: String?, source: String }
    struct Endpoint: Decodable { var origin: String, path: String }
    struct Client: Decodable {
        var client_id: String, redirect_uri: String?, redirect_class: String, initiator_origin: String?
    }
    struct Request: Decodable {
        var response_type: String?, response_mode: String?, prompt: String?, access_type: String?
        var pkce: String, params_source: String, has_state: Bool
    }
    struct Result: Decodable {
        var kinds: [String]?, error: String?, state_match: Bool?, iss: String?, granted_scopes: [String]?
    }
    struct Event: Decodable {
        var event_id: String, kind: String, outcome: String, confidence: String, evidence: [String]
        var started_at: String, ended_at: String, interactive: Bool, surface: String
        var provider: Endpoint, client: Client, request: Request, scopes: [String]?, scopes_truncated: Int?
        var resource: [String]?, result: Result?, provider_posts: Int?, count: Int?
    }
}
