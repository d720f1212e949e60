import Grants
import Reports

/// A report in the making: right in every field until a test spoils one.
struct ReportDraft {
    static let receivedAt = Timestamp(milliseconds: 1_795_507_200_000)  // 2026-11-24T08:00:00Z
    static let eventID = "569a6987-11ec-40c7-88eb-04dc5294581a"

    var envelope: CanonicalJSON
    var events: [CanonicalJSON]
    /// Texts to put where a field was set by `setRaw`, for what no JSON writer writes.
    private var raws: [String] = []

    init(events: [CanonicalJSON] = [ReportDraft.event()]) {
        self.events = events
        self.envelope = [
            "schema": "gnomon.grant-report/1", "sent_at": "2026-11-24T08:00:00.000Z",
            "install_id": "678b09c8-7c6d-4a51-9277-3bee220bddeb",
            "plugin": ["version": "0.1.0", "extension_id": "mfkpdhbgnoeajlcinpbdkghoaefmjclb"],
            "browser": ["name": "Chrome", "version": "156.0.8078.79", "os": "mac", "arch": "arm64"],
            "subject": ["email": "ben.okafor@example.com", "source": "profile"],
            "device": ["id": "LAP-0187", "source": "policy"], "incognito_allowed": true, "dropped": 0,
        ]
    }

    static func event(_ id: String = Self.eventID) -> CanonicalJSON {
        [
            "event_id": .string(id), "kind": "authorization", "outcome": "granted", "confidence": "high",
            "evidence": ["redirect", "form_post"], "started_at": "2026-11-24T07:58:00.000Z",
            "ended_at": "2026-11-24T07:59:00.000Z", "interactive": true, "surface": "popup",
            "provider": ["origin": "https://accounts.google.com", "path": "/o/oauth2/v2/auth"],
            "client": [
                "client_id": "704118293355-q7m2vdn5hk0s4xw8rj9cfl3tbe6yaug1.apps.googleusercontent.com",
                "redirect_uri": "https://app.fireflies.ai/oauth/google/callback", "redirect_class": "web",
                "initiator_origin": "https://app.fireflies.ai",
            ],
            "request": [
                "response_type": "code", "response_mode": "query", "prompt": "consent", "access_type": "offline",
                "pkce": "S256", "params_source": "query", "has_state": true,
            ],
            "scopes": ["openid", "https://www.googleapis.com/auth/gmail.readonly"], "scopes_truncated": 0,
            "resource": ["https://mcp.example.com/mcp"],
            "result": [
                "kinds": ["code", "id_token"], "error": nil, "state_match": true,
                "iss": "https://accounts.google.com", "granted_scopes": ["openid"],
            ],
            "provider_posts": 3, "count": 1,
            "login_hint": [
                "hmac": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
                "domain": "example.com",
            ],
            "coaching": ["shown": true, "choice": "continue", "reason": "I need it until Friday."],
        ]
    }

    /// `count` events that differ in their ids.
    static func events(_ count: Int) -> [CanonicalJSON] {
        (0..<count).map { index in
            self.event(UUIDBits(high: UInt64(index) << 16 | 0x4000, low: 1 << 63 | UInt64(index)).description)
        }
    }

    /// Sets, or with `nil` removes, a field; a path of `events` speaks of the first event.
    mutating func set(_ path: String, _ value: CanonicalJSON?) {
        var names = path.split(separator: ".")[...]
        if names.first == "events", names.count > 1 {
            names = names.dropFirst()
            self.events[0].set(names, value)
        } else {
            self.envelope.set(names, value)
        }
    }

    /// Sets a field to a text that is put in as it stands.
    mutating func setRaw(_ path: String, _ raw: String) {
        self.set(path, .string("raw \(self.raws.count)"))
        self.raws.append(raw)
    }

    func with(_ path: String, _ value: CanonicalJSON?) -> ReportDraft {
        var draft = self
        draft.set(path, value)
        return draft
    }

    func withRaw(_ path: String, _ raw: String) -> ReportDraft {
        var draft = self
        draft.setRaw(path, raw)
        return draft
    }

    /// The JSON text, with the batch id that fits the events unless one was set.
    var text: [UInt8] {
        var envelope = self.envelope
        let ids = self.events.compactMap { event -> String? in
            guard case .object(let members) = event, case .string(let id)? = members["event_id"] else { return nil }
            return id
        }
        envelope.setUnlessThere("batch_id", .string(BatchID.of(ids)))
        envelope.setUnlessThere("events", .array(self.events))
        var text = String(decoding: envelope.bytes, as: UTF8.self)
        for (index, raw) in self.raws.enumerated() {
            text = text.split(separator: "\"raw \(index)\"", omittingEmptySubsequences: false).joined(separator: raw)
        }
        return Array(text.utf8)
    }
}

extension CanonicalJSON {
    fileprivate mutating func set(_ path: ArraySlice<Substring>, _ value: CanonicalJSON?) {
        guard case .object(var members) = self, let name = path.first else { return }
        if path.count == 1 {
            members[String(name)] = value
        } else {
            var inner = members[String(name)] ?? [:]
            inner.set(path.dropFirst(), value)
            members[String(name)] = inner
        }
        self = .object(members)
    }

    fileprivate mutating func setUnlessThere(_ name: String, _ value: CanonicalJSON) {
        guard case .object(let members) = self, members[name] == nil else { return }
        self.set([name[...]], value)
    }
}
