import Grants

/// Decodes one event, or says why it is not admitted.
struct EventDecoder {
    /// Shared by all events of a report, so that its counts add up over the report.
    var fields = FieldReader()
    let skew: ClockSkew
    let receivedAt: Timestamp

    mutating func event(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent {
        guard node.isObject else { throw .fieldInvalid }
        var members = Members()
        try self.collect(node, into: &members)
        guard let eventID = members.eventID, let kind = members.kind, let outcome = members.outcome,
            let confidence = members.confidence, let evidence = members.evidence,
            let startedAt = members.startedAt, let endedAt = members.endedAt,
            let isInteractive = members.isInteractive, let surface = members.surface,
            let provider = members.provider, let request = members.request, members.hasScopes,
            let client = members.client ?? (kind == .devicePage ? .ofDevicePage : nil),
            let resources = members.resources, let result = members.result,
            let providerPosts = members.providerPosts, let count = members.count
        else { throw .fieldMissing }
        guard !evidence.isEmpty else { throw .fieldInvalid }
        if kind == .authorization {
            guard !client.clientID.isEmpty else { throw .fieldInvalid }
        }
        try self.checkTimes(startedAt, endedAt)
        return AuthorizationEvent(
            eventID: eventID, kind: kind, outcome: outcome, confidence: confidence, evidence: evidence,
            startedAt: startedAt, endedAt: endedAt, isInteractive: isInteractive, surface: surface,
            provider: provider, client: client, request: request, scopes: members.scopes,
            scopesTruncated: members.scopesTruncated, resources: resources, result: result,
            providerPosts: providerPosts, count: count,
            loginHint: members.loginHint)
    }

    private func checkTimes(_ startedAt: Timestamp, _ endedAt: Timestamp) throws(Rejection) {
        guard endedAt >= startedAt else { throw .timeOrder }
        guard self.skew.corrected(startedAt) >= AdmissionRules.earliest else { throw .timeTooOld }
        let latest = self.receivedAt.advanced(byMilliseconds: AdmissionRules.latestFuture)
        guard self.skew.corrected(endedAt) <= latest else { throw .timeInFuture }
    }

    // MARK: - Members

    /// What has been read of an event so far.
    private struct Members {
        var seen: UInt32 = 0
        var eventID: UUIDBits?
        var kind: AuthorizationEvent.Kind?
        var outcome: AuthorizationEvent.Outcome?
        var confidence: AuthorizationEvent.Confidence?
        var evidence: WireSet<AuthorizationEvent.Evidence>?
        var startedAt: Timestamp?
        var endedAt: Timestamp?
        var isInteractive: Bool?
        var surface: AuthorizationEvent.Surface?
        var provider: AuthorizationEvent.Endpoint?
        var client: AuthorizationEvent.Client?
        var request: AuthorizationEvent.Request?
        var hasScopes = false
        var scopes: [String]?
        var scopesTruncated = 0
        var resources: [String]?
        var result: AuthorizationEvent.Result?
        var providerPosts: Int?
        var count: Int?
        var loginHint: AuthorizationEvent.LoginHint?

        mutating func mark(_ bit: UInt32) throws(Rejection) {
            guard self.seen & (1 << bit) == 0 else { throw .fieldRepeated }
            self.seen |= 1 << bit
        }
    }

    private mutating func collect(_ node: JSONNode, into members: inout Members) throws(Rejection) {
        try node.forEachMember { (key, value) throws(Rejection) in
            switch key {
            case "event_id":
                try members.mark(0)
                guard let text = value.text, let id = UUIDBits(text), id.isRandom else { throw .fieldInvalid }
                members.eventID = id
            case "kind":
                try members.mark(1)
                members.kind = try self.fields.choice(value, of: AuthorizationEvent.Kind.self)
            case "outcome":
                try members.mark(2)
                members.outcome = try self.fields.choice(value, of: AuthorizationEvent.Outcome.self)
            case "confidence":
                try members.mark(3)
                members.confidence = try self.fields.choice(value, of: AuthorizationEvent.Confidence.self)
            case "evidence":
                try members.mark(4)
                members.evidence = try self.fields.choices(value, of: AuthorizationEvent.Evidence.self)
            case "started_at":
                try members.mark(5)
                members.startedAt = try self.fields.time(value)
            case "ended_at":
                try members.mark(6)
                members.endedAt = try self.fields.time(value)
            case "interactive":
                try members.mark(7)
                members.isInteractive = try self.fields.bool(value)
            case "surface":
                try members.mark(8)
                members.surface = try self.fields.choice(value, of: AuthorizationEvent.Surface.self)
            case "provider":
                try members.mark(9)
                members.provider = try self.provider(value)
            case "client":
                try members.mark(10)
                if !value.isNull { members.client = try self.client(value) }
            case "request":
                try members.mark(11)
                members.request = try self.request(value)
            case "scopes":
                try members.mark(12)
                members.hasScopes = true
                if !value.isNull { members.scopes = try self.fields.texts(value, most: 100, limit: 256) }
            case "scopes_truncated":
                try members.mark(13)
                members.scopesTruncated = try self.fields.integer(value, in: 0...100_000)
            case "resource":
                try members.mark(14)
                members.resources = try self.resources(value)
            case "result":
                try members.mark(15)
                members.result = try self.result(value)
            case "provider_posts":
                try members.mark(16)
                members.providerPosts = try self.fields.integer(value, in: 0...99)
            case "count":
                try members.mark(17)
                members.count = try self.fields.integer(value, in: 1...1_000_000)
            case "login_hint":
                try members.mark(18)
                if !value.isNull { members.loginHint = try self.loginHint(value) }
            default:
                self.fields.unknownFields += 1
            }
        }
    }

    // MARK: - Parts

    private mutating func provider(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.Endpoint {
        var origin: String?
        var path: String?
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "origin":
                guard origin == nil else { throw .fieldRepeated }
                origin = try fields.origin(value)
            case "path":
                guard path == nil else { throw .fieldRepeated }
                path = try fields.path(value)
            default: fields.unknownFields += 1
            }
        }
        guard let origin, let path else { throw .fieldMissing }
        return AuthorizationEvent.Endpoint(origin: origin, path: path)
    }

    private mutating func client(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.Client {
        var clientID: String?
        var redirectURI: String?
        var redirectClass: AuthorizationEvent.RedirectClass?
        var initiator: String?
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "client_id":
                guard clientID == nil else { throw .fieldRepeated }
                clientID = try value.isNull ? "" : fields.text(value, limit: 512, allowsLongTokens: true)
            case "redirect_uri":
                guard redirectURI == nil else { throw .fieldRepeated }
                redirectURI = try value.isNull ? "" : fields.uri(value)
            case "redirect_class":
                guard redirectClass == nil else { throw .fieldRepeated }
                redirectClass = try fields.choice(value, of: AuthorizationEvent.RedirectClass.self)
            case "initiator_origin":
                guard initiator == nil else { throw .fieldRepeated }
                initiator = try value.isNull ? nil : fields.origin(value)
            default: fields.unknownFields += 1
            }
        }
        guard let clientID, let redirectClass else { throw .fieldMissing }
        return AuthorizationEvent.Client(
            clientID: clientID, redirectURI: redirectURI ?? "", redirectClass: redirectClass,
            initiatorOrigin: initiator)
    }

    private mutating func request(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.Request {
        var request = AuthorizationEvent.Request()
        var seen: UInt8 = 0
        func once(_ bit: UInt8) throws(Rejection) {
            guard seen & (1 << bit) == 0 else { throw .fieldRepeated }
            seen |= 1 << bit
        }
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "response_type":
                try once(0)
                request.responseType = try fields.word(value)
            case "response_mode":
                try once(1)
                request.responseMode = try fields.word(value)
            case "prompt":
                try once(2)
                request.prompt = try fields.word(value)
            case "access_type":
                try once(3)
                request.accessType = try fields.word(value)
            case "pkce":
                try once(4)
                request.pkce = try fields.choice(value, of: AuthorizationEvent.PKCE.self)
            case "params_source":
                try once(5)
                request.paramsSource = try fields.choice(value, of: AuthorizationEvent.ParamsSource.self)
            case "has_state":
                try once(6)
                request.hasState = try fields.bool(value)
            default: fields.unknownFields += 1
            }
        }
        guard seen & 0b111_0000 == 0b111_0000 else { throw .fieldMissing }
        return request
    }

    private mutating func resources(_ node: JSONNode) throws(Rejection) -> [String] {
        guard node.isArray else { throw .fieldInvalid }
        var values: [String] = []
        try node.forEachElement { (element) throws(Rejection) in
            guard values.count < 10 else { throw .fieldTooLong }
            values.append(try self.fields.uri(element))
        }
        return values
    }

    private mutating func result(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.Result {
        var result = AuthorizationEvent.Result()
        var seen: UInt8 = 0
        func once(_ bit: UInt8) throws(Rejection) {
            guard seen & (1 << bit) == 0 else { throw .fieldRepeated }
            seen |= 1 << bit
        }
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "kinds":
                try once(0)
                result.kinds = try fields.choices(value, of: AuthorizationEvent.ResultKind.self)
            case "error":
                try once(1)
                let word = try fields.word(value)
                guard word?.utf8.allSatisfy({ (97...122).contains($0) || $0 == UInt8(ascii: "_") }) ?? true else {
                    throw .fieldInvalid
                }
                result.error = word
            case "state_match":
                try once(2)
                result.stateMatch = try value.isNull ? nil : fields.bool(value)
            case "iss":
                try once(3)
                result.issuer = try value.isNull ? nil : fields.origin(value)
            case "granted_scopes":
                try once(4)
                result.grantedScopes = try value.isNull ? nil : fields.texts(value, most: 100, limit: 256)
            default: fields.unknownFields += 1
            }
        }
        return result
    }

    private mutating func loginHint(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.LoginHint {
        var hmac: String?
        var domain: String?
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "hmac":
                guard hmac == nil else { throw .fieldRepeated }
                hmac = try fields.hash(value)
            case "domain":
                guard domain == nil else { throw .fieldRepeated }
                domain = try fields.hostName(value)
            default: fields.unknownFields += 1
            }
        }
        guard let hmac, let domain else { throw .fieldMissing }
        return AuthorizationEvent.LoginHint(hmac: hmac, domain: domain)
    }

    @inline(__always)
    private mutating func object(
        _ node: JSONNode, _ body: (inout FieldReader, JSONKey, JSONNode) throws(Rejection) -> Void
    ) throws(Rejection) {
        guard node.isObject else { throw .fieldInvalid }
        try node.forEachMember { (key, value) throws(Rejection) in try body(&self.fields, key, value) }
    }
}

extension AuthorizationEvent.Client {
    /// A device page names no client.
    fileprivate static var ofDevicePage: Self { Self(clientID: "", redirectURI: "", redirectClass: .unknown) }
}
