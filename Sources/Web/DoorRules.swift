import APIModel
import HTTPTypes
package import Hummingbird

/// Which requests come through the door at all: their `Host`, their browser origin, their real peer.
package struct DoorRules: Sendable {
    /// Lower-case host names that this service answers to, beside loopback literals.
    package var hostNames: Set<String>
    /// The one browser origin that may call, the extension's, or `nil`.
    package var extensionOrigin: String?
    package var trustedProxies: [AddressRange]

    package init(hostNames: Set<String> = [], extensionOrigin: String? = nil, trustedProxies: [AddressRange] = []) {
        self.hostNames = hostNames
        self.extensionOrigin = extensionOrigin
        self.trustedProxies = trustedProxies
    }
}

/// Applies `DoorRules`.
package struct DoorMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    private let rules: DoorRules

    package init(rules: DoorRules) {
        self.rules = rules
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard self.accepts(host: request.head.authority) else { throw ProblemResponse(.hostRefused) }
        if let origin = request.headers[.origin], origin != self.rules.extensionOrigin {
            throw ProblemResponse(.originRefused)
        }
        guard !self.rules.trustedProxies.isEmpty, self.isTrusted(context.peer) else {
            return try await next(request, context)
        }
        var context = context
        if let name = HTTPField.Name("x-forwarded-for"), let forwarded = request.headers[name] {
            // The last address that is no trusted proxy is the caller; what stands before it is hearsay.
            let hops = forwarded.split(separator: ",").map { $0.filter { $0 != " " } }
            context.peer = hops.last { !self.isTrusted($0) } ?? context.peer
        }
        if let name = HTTPField.Name("x-ssl-client-verify") {
            // As nginx's `$ssl_client_verify` says it. Twice is once by somebody else.
            context.isCertified = request.headers[values: name] == ["SUCCESS"]
        }
        return try await next(request, context)
    }

    private func isTrusted(_ address: String) -> Bool {
        self.rules.trustedProxies.contains { $0.contains(address) }
    }

    private func accepts(host authority: String?) -> Bool {
        guard let authority, !authority.isEmpty else { return false }
        let host: String
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = String(authority[...end])
        } else {
            host = authority.prefix { $0 != ":" }.lowercased()
        }
        return host == "localhost" || host == "127.0.0.1" || host == "[::1]" || self.rules.hostNames.contains(host)
    }
}
