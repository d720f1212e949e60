import Foundation
import Grants
import Reports
import Store

func gzip(_ text: [UInt8]) -> [UInt8] { GzipDeflater.deflate(text) ?? [] }

/// Reports for tests, as JSON objects that a test may bend before they are sent.
struct ReportMaker {
    var install = UUID().uuidString.lowercased()
    var email = "ana@example.com"
    var sentAt = WallClock.system.now()

    func event(
        id: String = ReportMaker.uuid(), client: String = "client-1", outcome: String = "granted",
        scopes: [String]? = ["https://www.googleapis.com/auth/drive"], at: Timestamp? = nil
    ) -> [String: Any] {
        let start = at ?? self.sentAt.advanced(byMilliseconds: -5000)
        return [
            "event_id": id, "kind": "authorization", "outcome": outcome, "confidence": "high",
            "evidence": ["redirect"], "started_at": start.description,
            "ended_at": start.advanced(byMilliseconds: 1000).description, "interactive": true, "surface": "tab",
            "provider": ["origin": "https://accounts.google.com", "path": "/o/oauth2/v2/auth"],
            "client": [
                "client_id": client, "redirect_uri": "https://\(client).example.net/callback", "redirect_class": "web",
            ],
            "request": ["pkce": "S256", "params_source": "query", "has_state": true, "access_type": "offline"],
            "scopes": scopes.map { $0 as Any } ?? NSNull(), "scopes_truncated": 0, "resource": [String](),
            "result": ["kinds": ["code"], "state_match": true], "provider_posts": 1, "count": 1,
        ]
    }

    func report(_ events: [[String: Any]]) -> [String: Any] {
        let ids = events.compactMap { $0["event_id"] as? String }
        return [
            "schema": "gnomon.grant-report/1", "batch_id": BatchID.of(ids), "sent_at": self.sentAt.description,
            "install_id": self.install, "plugin": ["version": "1.0", "extension_id": "abcdefghijklmnop"],
            "browser": ["name": "Chrome", "version": "156", "os": "linux", "arch": "x86-64"],
            "subject": ["email": self.email, "source": "profile"], "device": ["source": "none"],
            "incognito_allowed": false, "dropped": 0, "events": events,
        ]
    }

    static func bytes(_ object: [String: Any]) -> [UInt8] {
        Array(
            (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
                ?? Data())
    }

    static func uuid() -> String { UUID().uuidString.lowercased() }
}
