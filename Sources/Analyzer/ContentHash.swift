import Grants

/// A 64-bit hash of all that an event says, equal from run to run: tells a repeated event from another one under
/// the same id. A sensor that forges collisions deceives only itself.
enum ContentHash {
    static func of(_ event: AuthorizationEvent) -> UInt64 {
        var hash = ByteHash()
        hash.add(event.kind.rawValue)
        hash.add(event.outcome.rawValue)
        hash.add(event.confidence.rawValue)
        hash.add(UInt64(event.evidence.bits))
        hash.add(UInt64(bitPattern: event.startedAt.milliseconds))
        hash.add(UInt64(bitPattern: event.endedAt.milliseconds))
        hash.add(event.isInteractive ? 1 : 0)
        hash.add(event.surface.rawValue)
        hash.add(event.provider.origin)
        hash.add(event.provider.path)
        hash.add(event.client.clientID)
        hash.add(event.client.redirectURI)
        hash.add(event.client.redirectClass.rawValue)
        hash.add(optional: event.client.initiatorOrigin)
        hash.add(event.request)
        hash.add(event.scopes)
        hash.add(UInt64(event.scopesTruncated))
        hash.add(event.resources)
        hash.add(event.result)
        hash.add(UInt64(event.providerPosts))
        hash.add(UInt64(event.count))
        hash.add(optional: event.loginHint?.hmac)
        hash.add(optional: event.loginHint?.domain)
        // Nothing for none: events that were kept before this field came must hash as they did.
        if let coaching = event.coaching { hash.add(coaching) }
        return hash.value
    }
}

extension ByteHash {
    fileprivate mutating func add(_ request: AuthorizationEvent.Request) {
        self.add(optional: request.responseType)
        self.add(optional: request.responseMode)
        self.add(optional: request.prompt)
        self.add(optional: request.accessType)
        self.add(request.pkce.rawValue)
        self.add(request.paramsSource.rawValue)
        self.add(request.hasState ? 1 : 0)
    }

    fileprivate mutating func add(_ result: AuthorizationEvent.Result) {
        self.add(UInt64(result.kinds.bits))
        self.add(optional: result.error)
        self.add(result.stateMatch.map { $0 ? 2 : 1 } ?? 0)
        self.add(optional: result.issuer)
        self.add(result.grantedScopes)
    }

    fileprivate mutating func add(_ coaching: AuthorizationEvent.Coaching) {
        self.add(coaching.wasShown ? 2 : 1)
        self.add(coaching.choice.rawValue)
        self.add(optional: coaching.reason)
    }

    /// Absent is not empty.
    fileprivate mutating func add(optional text: String?) {
        self.add(text == nil ? 0 : 1)
        if let text { self.add(text) }
    }

    fileprivate mutating func add(_ texts: [String]?) {
        self.add(UInt64(texts.map { $0.count + 1 } ?? 0))
        for text in texts ?? [] { self.add(text) }
    }
}
