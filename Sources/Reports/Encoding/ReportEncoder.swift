package import Grants

/// Writes a report as JSON text: what is stored when the received bytes may not be.
package enum ReportEncoder {
    /// The report's text, which `ReportDecoder` reads back to an equal report.
    package static func text(of report: GrantReport) -> [UInt8] {
        self.value(of: report).bytes
    }

    private static func value(of report: GrantReport) -> CanonicalJSON {
        [
            "schema": .string(GrantReport.schemaName),
            "batch_id": .string(BatchID.of(report.events.map(\.eventID.description))),
            "sent_at": .string(report.sentAt.description),
            "install_id": .string(report.installID.description),
            "plugin": [
                "version": .string(report.plugin.version), "extension_id": .string(report.plugin.extensionID),
            ],
            "browser": [
                "name": .string(report.browser.name), "version": .string(report.browser.version),
                "os": .string(report.browser.os), "arch": .string(report.browser.arch),
            ],
            "subject": [
                "email": CanonicalJSON(report.subject.email), "source": .string(report.subject.source.rawValue),
            ],
            "device": ["id": CanonicalJSON(report.device.id), "source": .string(report.device.source.rawValue)],
            "incognito_allowed": .bool(report.isIncognitoAllowed),
            "dropped": CanonicalJSON(report.dropped),
            "events": .array(report.events.map(self.value(of:))),
        ]
    }

    private static func value(of event: AuthorizationEvent) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "event_id": .string(event.eventID.description),
            "kind": .string(event.kind.rawValue),
            "outcome": .string(event.outcome.rawValue),
            "confidence": .string(event.confidence.rawValue),
            "evidence": .array(event.evidence.values.map(\.rawValue).sorted().map { .string($0) }),
            "started_at": .string(event.startedAt.description),
            "ended_at": .string(event.endedAt.description),
            "interactive": .bool(event.isInteractive),
            "surface": .string(event.surface.rawValue),
            "provider": ["origin": .string(event.provider.origin), "path": .string(event.provider.path)],
            "client": self.value(of: event.client),
            "request": [
                "response_type": CanonicalJSON(event.request.responseType),
                "response_mode": CanonicalJSON(event.request.responseMode),
                "prompt": CanonicalJSON(event.request.prompt),
                "access_type": CanonicalJSON(event.request.accessType),
                "pkce": .string(event.request.pkce.rawValue),
                "params_source": .string(event.request.paramsSource.rawValue),
                "has_state": .bool(event.request.hasState),
            ],
            "scopes": self.value(of: event.scopes),
            "scopes_truncated": CanonicalJSON(event.scopesTruncated),
            "resource": .array(event.resources.map { .string($0) }),
            "result": [
                "kinds": .array(event.result.kinds.values.map(\.rawValue).sorted().map { .string($0) }),
                "error": CanonicalJSON(event.result.error),
                "state_match": event.result.stateMatch.map { .bool($0) } ?? .null,
                "iss": CanonicalJSON(event.result.issuer),
                "granted_scopes": self.value(of: event.result.grantedScopes),
            ],
            "provider_posts": CanonicalJSON(event.providerPosts),
            "count": CanonicalJSON(event.count),
        ]
        if let hint = event.loginHint {
            members["login_hint"] = ["hmac": .string(hint.hmac), "domain": .string(hint.domain)]
        }
        if let coaching = event.coaching {
            members["coaching"] = [
                "shown": .bool(coaching.wasShown), "choice": .string(coaching.choice.rawValue),
                "reason": CanonicalJSON(coaching.reason),
            ]
        }
        return .object(members)
    }

    /// A device page names no client.
    private static func value(of client: AuthorizationEvent.Client) -> CanonicalJSON {
        guard !client.clientID.isEmpty else { return .null }
        return [
            "client_id": .string(client.clientID),
            "redirect_uri": .string(client.redirectURI),
            "redirect_class": .string(client.redirectClass.rawValue),
            "initiator_origin": CanonicalJSON(client.initiatorOrigin),
        ]
    }

    private static func value(of texts: [String]?) -> CanonicalJSON {
        texts.map { .array($0.map { .string($0) }) } ?? .null
    }
}
