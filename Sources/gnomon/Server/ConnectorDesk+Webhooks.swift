import APIModel
import Access
import Cryptography
import Egress
import Foundation
import QueryAPI
import Remediation
import Store

/// Receivers of outgoing events.
extension ConnectorDesk {
    /// Bytes of a signing secret; the specification asks for 24 to 64.
    private static let secretBytes = 32

    func addWebhook(_ asked: WebhookRequest, by actor: RequestActor) async throws -> (Int64, String) {
        let events = asked.events ?? ["finding.open", "finding.reopen", "finding.regress", "action.*", "job.*"]
        guard (1...50).contains(events.count), events.allSatisfy(Self.isPattern) else {
            throw ConnectorRefusal(
                .webhookInvalid, "events: types of log entries such as finding.open, or their beginnings such as job.*")
        }
        let ranges: [NetworkRange]
        do {
            ranges = try NamedNetworks.read(asked.networks ?? [])
        } catch {
            throw ConnectorRefusal(.webhookInvalid, error.detail)
        }
        let isTest = ranges.contains(where: \.isLoopback)
        guard !isTest || !self.isProduction else {
            throw ConnectorRefusal(
                .webhookInvalid, "a loopback network is for tests; the setting environment is production")
        }
        guard asked.url.utf8.count <= 2048, let address = URLComponents(string: asked.url), address.host != nil,
            address.user == nil, address.password == nil,
            address.scheme == "https" || (address.scheme == "http" && isTest)
        else { throw ConnectorRefusal(.webhookInvalid, "url: an https address without user and password") }
        let secret = try randomBytes(Self.secretBytes)
        let text = WebhookSignature.prefix + Data(secret).base64EncodedString()
        let vault = self.keys.vault
        let number = try await self.refusing {
            try await self.store.addWebhook(
                NewWebhook(
                    url: asked.url, events: events, networks: ranges.map(\.description),
                    withAddresses: asked.withAddresses ?? false),
                by: Author(person: actor.personNumber), person: actor.personNumber, now: self.clock.now()
            ) { number in
                var sealed = try vault.seal(.webhook(number), SecretOwner.webhookSecret, 1, secret)
                // Of the text that is shown once, not of the bytes that are kept.
                sealed.lastFour = String(text.suffix(4))
                return sealed
            }
        }
        return (number, text)
    }

    private static func isPattern(_ text: String) -> Bool {
        let body = text.hasSuffix("*") ? text.dropLast() : text[...]
        return (1...64).contains(text.utf8.count)
            && body.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x5F }
    }
}
