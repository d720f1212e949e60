import APIModel
import Access
import Connectors
import Egress
import Foundation
import Grants
import QueryAPI
import Remediation
import Store

/// Answers the routes' questions about connectors, and keeps their secrets in the vault.
struct ConnectorDesk: Sendable {
    let store: Store
    let foundry: ConnectorFoundry
    let keys: VaultDesk
    let isProduction: Bool
    let clock: WallClock

    var desk: ConnectorAccess {
        ConnectorAccess(
            kinds: { ConnectorKind.allCases.map(ConnectorKindBody.init) },
            body: { try ConnectorBody($0) }, add: { try await self.add($0, by: $1) },
            rotate: { try await self.rotate($0, $1, by: $2) }, test: { try await self.test($0, by: $1) },
            addWebhook: { try await self.addWebhook($0, by: $1) }, rewrap: { try await self.rewrap(by: $0) })
    }

    private var vault: ConnectorVault { self.keys.vault }

    private func add(_ asked: ConnectorRequest, by actor: RequestActor) async throws -> Int64 {
        guard let kind = ConnectorKind(rawValue: asked.kind) else {
            let known = ConnectorKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConnectorRefusal(.connectorInvalid, "kind must be one of: \(known)")
        }
        guard (1...64).contains(asked.name.utf8.count), asked.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ConnectorRefusal(.connectorInvalid, "name must be 1 to 64 printable characters without blanks")
        }
        let providers = asked.providers ?? kind.providers
        guard !providers.isEmpty else {
            throw ConnectorRefusal(.connectorInvalid, "providers: name at least one of the catalogue's providers")
        }
        // As one spells them, so that what may reach this machine is known for a test.
        let networks = try self.immediately { () throws(ConnectorFault) in
            try NamedNetworks.read(asked.networks ?? []).map(\.description)
        }
        let secrets = (asked.secrets ?? [:]).mapValues { Array($0.utf8) }
        let new = NewConnector(
            name: asked.name, kind: kind.rawValue, providers: providers, settings: asked.settings ?? [:],
            networks: networks)
        // What makes no connector now would make none later either.
        _ = try self.immediately { () throws(ConnectorFault) in
            try self.foundry.make(ConnectorRecord(new, now: self.clock.now()), opened: secrets)
        }
        let vault = self.vault
        return try await self.refusing {
            try await self.store.addConnector(
                new, by: Author(person: actor.personNumber), person: actor.personNumber, now: self.clock.now()
            ) { number in
                try secrets.sorted { $0.key < $1.key }.map { try vault.seal(.connector(number), $0.key, 1, $0.value) }
            }
        }
    }

    private func rotate(_ number: Int64, _ secrets: [String: String], by actor: RequestActor) async throws {
        guard let record = try await self.store.connectors().first(where: { $0.number == number }),
            let kind = ConnectorKind(rawValue: record.kind)
        else { throw ConnectorRefusal(.notFound, "no connector cnr_\(number)") }
        let known = Set(kind.descriptor.settings.filter(\.isSecret).map(\.name))
        guard !secrets.isEmpty, Set(secrets.keys).isSubset(of: known) else {
            throw ConnectorRefusal(
                .connectorInvalid, "secrets of \(record.kind): \(known.sorted().joined(separator: ", "))")
        }
        let vault = self.vault
        var opened = secrets.mapValues { Array($0.utf8) }
        for kept in try await self.store.sealedSecrets(of: number) where opened[kept.name] == nil {
            opened[kept.name] = try self.immediately { () throws(ConnectorFault) in
                try vault.open(.connector(number), kept)
            }
        }
        // What makes no connector would only park its jobs.
        _ = try self.immediately { () throws(ConnectorFault) in try self.foundry.make(record, opened: opened) }
        try await self.refusing {
            try await self.store.rotateSecrets(
                of: number, by: Author(person: actor.personNumber), now: self.clock.now()
            ) { versions in
                try secrets.sorted { $0.key < $1.key }.map { name, value in
                    try vault.seal(.connector(number), name, versions[name, default: 0] + 1, Array(value.utf8))
                }
            }
        }
    }

    private func test(_ number: Int64, by actor: RequestActor) async throws -> ConnectorHealthBody {
        guard let record = try await self.store.connectors().first(where: { $0.number == number && !$0.isDisabled })
        else { throw ConnectorRefusal(.notFound, "no connector cnr_\(number) is in use") }
        let sealed = try await self.store.sealedSecrets(of: number)
        let body: ConnectorHealthBody
        do {
            let live = try self.foundry.make(record, sealed: sealed)
            let report = await live.connector.health()
            body = ConnectorHealthBody(
                healthy: report.problems.isEmpty, seesOtherPeople: report.seesOtherPeople,
                problems: report.problems.map {
                    ConnectorProblemBody(
                        code: $0.code.rawValue, detail: $0.detail, permission: $0.permission,
                        documentation: $0.documentation)
                })
        } catch {
            body = ConnectorHealthBody(
                healthy: false, seesOtherPeople: false,
                problems: [ConnectorProblemBody(code: error.code, detail: error.detail)])
        }
        try await self.store.noteHealth(
            of: number, json: String(decoding: try APICoding.encode(body), as: UTF8.self), isHealthy: body.healthy,
            by: Author(person: actor.personNumber), now: self.clock.now())
        return body
    }

    private func rewrap(by actor: RequestActor) async throws -> Int {
        let (current, rewrap) = try self.immediately { () throws(ConnectorFault) in try self.keys.rewrapping() }
        return try await self.refusing {
            try await self.store.rewrapSecrets(
                under: current, by: Author(person: actor.personNumber), now: self.clock.now(), rewrap: rewrap)
        }
    }

    /// A fault on the way is the asker's to mend.
    func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let fault as ConnectorFault {
            throw ConnectorRefusal(fault)
        }
    }

    private func immediately<Value>(_ body: () throws(ConnectorFault) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw ConnectorRefusal(error)
        }
    }
}

extension ConnectorRefusal {
    init(_ fault: ConnectorFault) {
        self.init(ProblemCode(rawValue: fault.code) ?? .connectorInvalid, fault.detail)
    }
}

extension ConnectorRecord {
    /// A connector that is not kept yet.
    fileprivate init(_ new: NewConnector, now: Timestamp) {
        self.init(
            number: 0, name: new.name, kind: new.kind, providers: new.providers, settings: new.settings,
            networks: new.networks, revision: 0, createdAt: now, isDisabled: false, secrets: [])
    }
}

extension ConnectorKindBody {
    init(_ kind: ConnectorKind) {
        let descriptor = kind.descriptor
        self.init(
            kind: kind.rawValue, title: descriptor.title, providers: kind.providers,
            settings: descriptor.settings.map {
                Setting(
                    name: $0.name, meaning: $0.meaning, required: $0.isRequired, secret: $0.isSecret,
                    defaultValue: $0.defaultValue)
            }, capabilities: descriptor.capabilities.map(\.rawValue).sorted(),
            documentation: descriptor.documentation, evidence: descriptor.evidence.rawValue)
    }
}

extension ConnectorBody {
    init(_ record: ConnectorRecord) throws {
        self.init(
            id: "cnr_\(record.number)", name: record.name, kind: record.kind, providers: record.providers,
            settings: record.settings, networks: record.networks, isTest: record.isTest,
            state: record.isDisabled ? "disabled" : record.pausedBecause == nil ? "ready" : "paused",
            pausedBecause: record.pausedBecause, createdAt: record.createdAt.description,
            testedAt: record.testedAt?.description,
            health: try record.health.map { try APICoding.decode(ConnectorHealthBody.self, from: Data($0.utf8)) },
            secrets: record.secrets.map {
                SecretBody(
                    name: $0.name, lastFour: $0.lastFour, version: $0.version, createdAt: $0.createdAt.description)
            })
    }
}
