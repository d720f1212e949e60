import Grants

/// Decodes one event, or says why it is not admitted.
struct EventDecoder {
    /// Shared by all events of a report, so that its counts add up over the report.
    var fields: FieldReader
    let skew: ClockSkew
    let receivedAt: Timestamp

    mutating func event(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent {
        guard node.isObject else { throw .fieldInvalid }
        var event = AuthorizationEvent.unread
        var seen = SeenMembers()
        try self.collect(node, into: &event, &seen)
        guard seen.areComplete(for: event.kind) else { throw .fieldMissing }
        guard !event.evidence.isEmpty else { throw .fieldInvalid }
        try self.checkTimes(event.startedAt, event.endedAt)
        return event
    }

    private func checkTimes(_ startedAt: Timestamp, _ endedAt: Timestamp) throws(Rejection) {
        guard endedAt >= startedAt else { throw .timeOrder }
        guard self.skew.corrected(startedAt) >= AdmissionRules.earliest else { throw .timeTooOld }
        let latest = self.receivedAt.advanced(byMilliseconds: AdmissionRules.latestFuture)
        guard self.skew.corrected(endedAt) <= latest else { throw .timeInFuture }
    }

    // MARK: - Members

    /// Which members of an event have been read.
    private struct SeenMembers {
        private var bits: UInt32 = 0

        /// All but `scopes_truncated`, `login_hint` and `coaching`.
        private static let required: UInt32 = 0b11_1101_1111_1111_1111
        private static let client: UInt32 = 1 << 10

        mutating func mark(_ bit: UInt32) throws(Rejection) {
            guard self.bits & (1 << bit) == 0 else { throw .fieldRepeated }
            self.bits |= 1 << bit
        }

        /// A client that is `null` is none.
        mutating func noteAbsentClient() { self.bits &= ~Self.client }

        /// A device page names no client.
        func areComplete(for kind: AuthorizationEvent.Kind) -> Bool {
            let required = kind == .devicePage ? Self.required & ~Self.client : Self.required
            return self.bits & required == required
        }
    }

    private mutating func collect(
        _ node: JSONNode, into event: inout AuthorizationEvent, _ seen: inout SeenMembers
    ) throws(Rejection) {
        var clientIsAbsent = false
        try node.forEachMember { (key, value) throws(Rejection) in
            switch key {
            case "event_id":
                try seen.mark(0)
                guard let text = value.text, let id = UUIDBits(text), id.isRandom else { throw .fieldInvalid }
                event.eventID = id
            case "kind":
                try seen.mark(1)
                event.kind = try self.fields.choice(value, of: AuthorizationEvent.Kind.self)
            case "outcome":
                try seen.mark(2)
                event.outcome = try self.fields.choice(value, of: AuthorizationEvent.Outcome.self)
            case "confidence":
                try seen.mark(3)
                event.confidence = try self.fields.choice(value, of: AuthorizationEvent.Confidence.self)
            case "evidence":
                try seen.mark(4)
                event.evidence = try self.fields.choices(value, of: AuthorizationEvent.Evidence.self)
            case "started_at":
                try seen.mark(5)
                event.startedAt = try self.fields.time(value)
            case "ended_at":
                try seen.mark(6)
                event.endedAt = try self.fields.time(value)
            case "interactive":
                try seen.mark(7)
                event.isInteractive = try self.fields.bool(value)
            case "surface":
                try seen.mark(8)
                event.surface = try self.fields.choice(value, of: AuthorizationEvent.Surface.self)
            case "provider":
                try seen.mark(9)
                event.provider = try self.provider(value)
            case "client":
                try seen.mark(10)
                if value.isNull { clientIsAbsent = true } else { event.client = try self.client(value) }
            case "request":
                try seen.mark(11)
                event.request = try self.request(value)
            case "scopes":
                try seen.mark(12)
                event.scopes = try value.isNull ? nil : self.fields.texts(value, most: 100, limit: 256)
            case "scopes_truncated":
                try seen.mark(13)
                event.scopesTruncated = try value.isNull ? 0 : self.fields.integer(value, in: 0...100_000)
            case "resource":
                try seen.mark(14)
                event.resources = try self.resources(value)
            case "result":
                try seen.mark(15)
                event.result = try self.result(value)
            case "provider_posts":
                try seen.mark(16)
                event.providerPosts = try self.fields.integer(value, in: 0...99)
            case "count":
                try seen.mark(17)
                event.count = try self.fields.integer(value, in: 1...1_000_000)
            case "login_hint":
                try seen.mark(18)
                event.loginHint = try value.isNull ? nil : self.loginHint(value)
            case "coaching":
                try seen.mark(19)
                event.coaching = try value.isNull ? nil : self.coaching(value)
            default:
                self.fields.unknownFields += 1
            }
        }
        if clientIsAbsent { seen.noteAbsentClient() }
    }

    // MARK: - Parts

    private mutating func provider(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.Endpoint {
        var origin: String?
        var path: String?
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "origin":
                guard origin == nil else { throw .fieldRepeated }
                origin = try fields.origin(value, isWeb: true)
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
                clientID = try fields.identifier(value, limit: 512)
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
                request.responseType = try fields.optionalText(value)
            case "response_mode":
                try once(1)
                request.responseMode = try fields.optionalText(value)
            case "prompt":
                try once(2)
                request.prompt = try fields.optionalText(value)
            case "access_type":
                try once(3)
                request.accessType = try fields.optionalText(value)
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
            let value = try self.fields.uri(element)
            guard !value.isEmpty else { throw .fieldInvalid }
            if !values.contains(value) { values.append(value) }
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
                result.error = try fields.errorCode(value)
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
        guard seen & 0b101 == 0b101 else { throw .fieldMissing }
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
                domain = try fields.mailDomain(value)
            default: fields.unknownFields += 1
            }
        }
        guard let hmac, let domain else { throw .fieldMissing }
        return AuthorizationEvent.LoginHint(hmac: hmac, domain: domain)
    }

    @inline(__always)
    mutating func object(
        _ node: JSONNode, _ body: (inout FieldReader, JSONKey, JSONNode) throws(Rejection) -> Void
    ) throws(Rejection) {
        guard node.isObject else { throw .fieldInvalid }
        try node.forEachMember { (key, value) throws(Rejection) in try body(&self.fields, key, value) }
    }
}

extension AuthorizationEvent {
    /// What an event is before its members are read; of it only the client may stay, on a device page.
    fileprivate static let unread = AuthorizationEvent(
        eventID: UUIDBits(high: 0, low: 0), kind: .authorization, outcome: .unknown, confidence: .low, evidence: [],
        startedAt: Timestamp(milliseconds: 0), endedAt: Timestamp(milliseconds: 0), isInteractive: false,
        surface: .tab, provider: Endpoint(origin: "", path: ""),
        client: Client(clientID: "", redirectURI: "", redirectClass: .unknown), request: Request(), scopes: nil,
        result: Result())
}
