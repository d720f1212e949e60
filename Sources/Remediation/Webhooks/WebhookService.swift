package import Egress
import Foundation
import Governance
import Grants
package import Logging
import ServiceLifecycle
package import Store

/// Sends what the system log says to those who asked for it, each entry in order and at least once.
///
/// A receiver that does not take an entry for 24 hours is disabled; the others are not held up by it.
package struct WebhookService: Service {
    private let store: Store
    private let egress: EgressSettings
    private let vault: ConnectorVault
    private let clock: WallClock
    private let logger: Logger
    /// Milliseconds between looks into the log.
    private let pause: Int64 = 500
    /// Milliseconds of failing after which a receiver is disabled.
    private let patience: Int64 = 86_400_000
    /// Milliseconds: the first wait, doubled for each further one, and the longest.
    private let waits: (first: Int64, longest: Int64) = (1_000, 3_600_000)
    /// Entries that are read at once.
    private let batch = 200

    package init(store: Store, egress: EgressSettings, vault: ConnectorVault, clock: WallClock, logger: Logger) {
        self.store = store
        self.egress = egress
        self.vault = vault
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .milliseconds(self.pause))
                    try await self.turn()
                } catch is CancellationError {
                    return
                } catch {
                    self.logger.warning("Webhooks wait for the store.", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func turn() async throws {
        let due = try await self.store.webhooks().filter { !$0.isDisabled && $0.nextAt <= self.clock.now() }
        var waiting: [(WebhookRecord, [SealedLogEntry])] = []
        for webhook in due {
            let entries = try await self.store.logEntries(after: webhook.position, limit: self.batch)
            if !entries.isEmpty { waiting.append((webhook, entries)) }
        }
        guard !waiting.isEmpty, let duty = try await self.store.duty(.webhooks) else { return }
        await withTaskGroup { group in
            for (webhook, entries) in waiting { group.addTask { await self.serve(webhook, entries, duty) } }
        }
    }

    /// Goes on to behind the entries, with those sent that the receiver wants; stops where it fails.
    private func serve(_ webhook: WebhookRecord, _ entries: [SealedLogEntry], _ duty: Duty) async {
        do {
            let wanted = entries.filter { webhook.wants($0.type) }
            if let failure = wanted.isEmpty ? nil : try await self.send(wanted, to: webhook) {
                let done = failure.lastTaken ?? webhook.position
                if done > webhook.position {
                    try await self.store.advanceWebhook(webhook.number, from: webhook.position, to: done, as: duty)
                }
                return try await self.postpone(webhook, at: done, failure.problem, duty)
            }
            try await self.store.advanceWebhook(
                webhook.number, from: webhook.position, to: entries.last?.sequence ?? webhook.position, as: duty)
        } catch {
            self.logger.warning(
                "A webhook waits.", metadata: ["webhook": "whk_\(webhook.number)", "error": "\(error)"])
        }
    }

    /// - Returns: why an entry was not taken, and the sequence number of the last one that was; `nil` when all were.
    private func send(
        _ entries: [SealedLogEntry], to webhook: WebhookRecord
    ) async throws -> (problem: String, lastTaken: Int64?)? {
        let client = EgressClient(
            settings: self.egress,
            permission: EgressPermission(
                networks: webhook.networks.compactMap(NetworkRange.init),
                hosts: Set([URLComponents(string: webhook.url)?.host?.lowercased()].compactMap(\.self))))
        defer { client.shutdown() }
        var lastTaken: Int64?
        for entry in entries {
            if let problem = try await self.send(entry, to: webhook, client) { return (problem, lastTaken) }
            lastTaken = entry.sequence
        }
        return nil
    }

    /// - Returns: why it was not taken; `nil` when it was.
    private func send(
        _ entry: SealedLogEntry, to webhook: WebhookRecord, _ client: EgressClient
    ) async throws -> String? {
        let addresses =
            webhook.withAddresses ? try await self.store.addresses(ofTargets: WebhookEvent.targets(of: entry)) : [:]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Array(try encoder.encode(WebhookEvent(entry, addresses: addresses)))
        let secret: [UInt8]
        do {
            secret = try self.vault.open(.webhook(webhook.number), webhook.secret)
        } catch {
            return error.text
        }
        let id = "whk_\(webhook.number)_\(entry.sequence)"
        let seconds = self.clock.now().milliseconds / 1000
        do throws(EgressError) {
            let answer = try await client.send(
                EgressRequest(
                    method: .post, url: webhook.url,
                    headers: [
                        EgressHeader(name: "content-type", value: "application/json"),
                        EgressHeader(name: "webhook-id", value: id),
                        EgressHeader(name: "webhook-timestamp", value: String(seconds)),
                        EgressHeader(
                            name: "webhook-signature",
                            value: WebhookSignature.header(id: id, seconds: seconds, body: body, secret: secret)),
                    ], body: body, maximumResponseBytes: 65_536))
            return (200..<300).contains(answer.status) ? nil : "status \(answer.status)"
        } catch {
            return error.code
        }
    }

    /// - Parameter position: of the last entry that was taken.
    private func postpone(
        _ webhook: WebhookRecord, at position: Int64, _ problem: String, _ duty: Duty
    ) async throws {
        let now = self.clock.now()
        let hasMoved = position > webhook.position
        let since = hasMoved ? now : webhook.failingSince ?? now
        let attempts = hasMoved ? 0 : webhook.attempts
        let bound = min(self.waits.longest, self.waits.first << Int64(min(attempts, 20)))
        let isOver = now.milliseconds - since.milliseconds >= self.patience
        try await self.store.failWebhook(
            webhook.number, at: position, problem: problem,
            nextAt: isOver ? nil : now.advanced(byMilliseconds: .random(in: bound / 2...bound)), now: now, as: duty)
        if isOver {
            self.logger.warning(
                "A webhook is disabled after 24 hours of failing.", metadata: ["webhook": "whk_\(webhook.number)"])
        }
    }
}
