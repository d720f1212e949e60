import Grants
import Testing

@testable import Catalog

/// A request and what is concluded from it.
struct RecognitionCase: Sendable, CustomTestStringConvertible {
    var title: String
    var request: ObservedRequest
    var rule: String
    var app: String?
    var aiClass: AIClass

    var testDescription: String { self.title }

    static let all: [RecognitionCase] = [
        RecognitionCase(
            title: "an exact id",
            request: .at(
                .slack, client: "1601185624273.8899143856786", redirect: "https://claude.ai/api/mcp/auth_callback"),
            rule: "client_id_exact", app: "Claude", aiClass: .aiNative),
        RecognitionCase(
            title: "the vendor's own id",
            request: .at(
                .microsoft, client: "14638111-3389-403d-b206-a6a71d9f8f16", redirect: "https://m365.cloud.microsoft/"),
            rule: "first_party_client_id", app: "Copilot App", aiClass: .aiNative),
        RecognitionCase(
            title: "an app seen in attacks",
            request: .at(
                .microsoft, client: "ff8d92dc-3d82-41d6-bcbd-b9174d163620",
                redirect: "https://login.microsoftonline.com/common/oauth2/nativeclient"),
            rule: "client_id_exact", app: "PerfectData Software", aiClass: .notAI),
        RecognitionCase(
            title: "a metadata document on a vendor's host",
            request: .at(
                .notion, client: "https://chatgpt.com/oauth/x/client.json", redirect: "https://chatgpt.com/cb"),
            rule: "cimd_host", app: "ChatGPT", aiClass: .aiNative),
        RecognitionCase(
            title: "a metadata document on an unknown host",
            request: .at(.notion, client: "https://agent.example/client.json", redirect: "https://agent.example/cb"),
            rule: "cimd_host_unknown", app: "agent.example", aiClass: .unknown),
        RecognitionCase(
            title: "a callback of a known app",
            request: .at(.google, client: "x", redirect: "https://app.fireflies.ai/oauth/google/callback"),
            rule: "redirect_pattern", app: "Fireflies.ai", aiClass: .aiNative),
        RecognitionCase(
            title: "a broker without a name behind it",
            request: .at(.google, client: "x", redirect: "https://api.nango.dev/oauth/callback"),
            rule: "broker_callback",
            app: nil, aiClass: .unknown),
        RecognitionCase(
            title: "a broker for the site that began",
            request: .at(
                .google, client: "x", redirect: "https://api.nango.dev/oauth/callback", initiator: "app.fireflies.ai"),
            rule: "broker_callback", app: nil, aiClass: .aiNative),
        RecognitionCase(
            title: "a custom scheme",
            request: .at(.slack, client: "x", redirect: "cursor://anysphere.cursor-mcp/oauth/callback", .customScheme),
            rule: "custom_scheme", app: "Cursor", aiClass: .aiNative),
        RecognitionCase(
            title: "loopback with a resource",
            request: .at(
                .notion, client: "x", redirect: "http://localhost/callback", .loopback,
                resources: ["https://mcp.notion.com/mcp"]),
            rule: "mcp_shape", app: "AI agent client (product unknown)", aiClass: .aiNative),
        RecognitionCase(
            title: "another id of a known Google project",
            request: .at(
                .google, client: "681255809395-other.apps.googleusercontent.com", redirect: "http://localhost:9/x",
                .loopback), rule: "google_project", app: "Gemini CLI", aiClass: .aiNative),
        RecognitionCase(
            title: "a broker for a site that looks like an AI",
            request: .at(
                .google, client: "x", redirect: "https://api.nango.dev/oauth/callback",
                initiator: "app.grapevine-gpt.ai"),
            rule: "broker_callback", app: "app.grapevine-gpt.ai via Nango", aiClass: .aiNative),
        RecognitionCase(
            title: "a broker for a site of which nothing is known",
            request: .at(
                .google, client: "x", redirect: "https://api.nango.dev/oauth/callback",
                initiator: "grapevine.example"),
            rule: "broker_callback", app: "grapevine.example via Nango", aiClass: .unknown),
        RecognitionCase(
            title: "a broker of agent tools",
            request: .at(.google, client: "x", redirect: "https://backend.composio.dev/api/v1/auth-apps/add"),
            rule: "broker_callback", app: "Unknown app via Composio", aiClass: .aiNative),
        RecognitionCase(
            title: "an extension in an editor",
            request: .at(.google, client: "x", redirect: "vscode://anthropic.claude-code/callback", .customScheme),
            rule: "custom_scheme", app: "Claude Code", aiClass: .aiNative),
        RecognitionCase(
            title: "a known program's port",
            request: .at(.google, client: "x", redirect: "http://127.0.0.1:1455/auth/callback", .loopback),
            rule: "loopback_port", app: "OpenAI Codex CLI", aiClass: .aiNative),
        RecognitionCase(
            title: "a port that anyone can choose clears nobody",
            request: .at(
                .notion, client: "x", redirect: "http://localhost:6274/oauth/callback", .loopback,
                resources: ["https://mcp.notion.com/mcp"]),
            rule: "loopback_port", app: "MCP Inspector", aiClass: .unknown),
        RecognitionCase(
            title: "nor does the port of an editor that has an AI beside",
            request: .at(
                .notion, client: "x", redirect: "http://127.0.0.1:33418/", .loopback,
                resources: ["https://mcp.notion.com/mcp"]),
            rule: "loopback_port", app: "Visual Studio Code", aiClass: .unknown),
        RecognitionCase(
            title: "loopback at a tool server that the request does not name",
            request: .at(.notion, client: "x", redirect: "http://localhost:52520/callback", .loopback),
            rule: "mcp_shape", app: "AI agent client (product unknown)", aiClass: .aiNative),
        RecognitionCase(
            title: "a site in no catalogue that names a tool server",
            request: .at(
                .notion, client: "x", redirect: "https://agent.example/cb", resources: ["https://mcp.notion.com/mcp"]),
            rule: "mcp_shape", app: "AI agent client (product unknown)", aiClass: .aiNative),
        RecognitionCase(
            title: "an API that an identity platform is asked for",
            request: .at(
                .microsoft, client: "x", redirect: "http://localhost/", .loopback,
                resources: ["https://management.azure.com/"]),
            rule: "unknown", app: "x", aiClass: .unknown),
        RecognitionCase(
            title: "a self-hosted broker",
            request: .at(
                .google, client: "x", redirect: "https://flows.example.com/rest/oauth2-credential/callback"),
            rule: "redirect_path", app: "Unknown app via n8n (flows.example.com)", aiClass: .unknown),
        RecognitionCase(
            title: "a self-hosted AI product",
            request: .at(
                .google, client: "x", redirect: "https://flows.example.com/api/v1/oauth2-credential/callback"),
            rule: "redirect_path", app: "Flowise (flows.example.com)", aiClass: .aiNative),
        RecognitionCase(
            title: "a customer of a sign-in service",
            request: .at(.google, client: "x", redirect: "https://abcdef.supabase.co/auth/v1/callback"),
            rule: "broker_callback", app: "Unknown app via Supabase Auth", aiClass: .unknown),
        RecognitionCase(
            title: "a customer's program on an AI builder's hosting",
            request: .at(.google, client: "x", redirect: "https://time-tracker-someone.replit.app/cb"),
            rule: "unknown", app: "time-tracker-someone.replit.app", aiClass: .unknown),
        RecognitionCase(
            title: "a program that signs in to an AI service",
            request: .at(.anthropic, client: "x", redirect: "http://localhost:40000/callback", .loopback),
            rule: "ai_service_client", app: nil, aiClass: .aiNative),
        RecognitionCase(
            title: "a site that signs people in with an AI service",
            request: .at(.anthropic, client: "x", redirect: "https://tool.example/cb"), rule: "unknown",
            app: "tool.example", aiClass: .unknown),
        RecognitionCase(
            title: "a program that says what it is",
            request: .at(
                .anthropic, client: "x", redirect: "http://localhost:40000/callback", .loopback,
                originator: "some_cli"),
            rule: "originator", app: "some_cli", aiClass: .aiNative),
        RecognitionCase(
            title: "a scope for assistants",
            request: .at(.slack, client: "x", redirect: "", .unknown, assistantScope: "assistant:write"),
            rule: "assistant_scope", app: "x", aiClass: .aiNative),
        RecognitionCase(
            title: "an id that spells a product's name",
            request: .at(.google, client: "claude_code-cli", redirect: "http://localhost/cb", .loopback),
            rule: "client_name", app: "Claude Code", aiClass: .aiNative),
        RecognitionCase(
            title: "an id that spells a name which would clear it",
            request: .at(.google, client: "netlify", redirect: "http://localhost/cb", .loopback), rule: "unknown",
            app: "netlify", aiClass: .unknown),
        RecognitionCase(
            title: "Google's relay to a site",
            request: .at(
                .google, client: "x", redirect: "storagerelay://https/app.fireflies.ai?id=auth1", .relay),
            rule: "redirect_pattern", app: "Fireflies.ai", aiClass: .aiNative),
        RecognitionCase(
            title: "the page that any Windows program can use",
            request: .at(
                .microsoft, client: "x", redirect: "https://login.microsoftonline.com/common/oauth2/nativeclient"),
            rule: "unknown", app: "x", aiClass: .unknown),
        RecognitionCase(
            title: "a domain of a known product",
            request: .at(.google, client: "x", redirect: "https://sso.hubspot.com/cb"), rule: "domain_suffix",
            app: "HubSpot",
            aiClass: .aiEnabled),
        RecognitionCase(
            title: "nobody", request: .at(.google, client: "x", redirect: "https://tool.example.net/cb"),
            rule: "unknown",
            app: "tool.example.net", aiClass: .unknown),
        RecognitionCase(
            title: "loopback alone", request: .at(.google, client: "x", redirect: "http://127.0.0.1/", .loopback),
            rule: "unknown", app: "x", aiClass: .unknown),
    ]
}
