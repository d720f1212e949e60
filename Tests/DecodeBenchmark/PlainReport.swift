// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the wire, so that the decoder needs no table of keys.

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

    struct Plugin: Decodable {
        var version: String
        var extension_id: String
    }
    struct Browser: Decodable {
        var name: String
        var version: String
        var os: String
        var arch: String
    }
    struct Subject: Decodable {
        var email: String?
        var source: String
    }
    struct Device: Decodable {
        var id: String?
        var source: String
    }
    struct Endpoint: Decodable {
        var origin: String
        var path: String
    }
    struct Client: Decodable {
        var client_id: String
        var redirect_uri: String?
        var redirect_class: String
        var initiator_origin: String?
    }
    struct Request: Decodable {
        var response_type: String?
        var response_mode: String?
        var prompt: String?
        var access_type: String?
        var pkce: String
        var params_source: String
        var has_state: Bool
    }
    struct Result: Decodable {
        var kinds: [String]?
        var error: String?
        var state_match: Bool?
        var iss: String?
        var granted_scopes: [String]?
    }
    struct Event: Decodable {
        var event_id: String
        var kind: String
        var outcome: String
        var confidence: String
        var evidence: [String]
        var started_at: String
        var ended_at: String
        var interactive: Bool
        var surface: String
        var provider: Endpoint
        var client: Client
        var request: Request
        var scopes: [String]?
        var scopes_truncated: Int?
        var resource: [String]?
        var result: Result?
        var provider_posts: Int?
        var count: Int?
    }
}
