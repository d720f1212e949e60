import APIModel
import Analyzer
import Catalog
import Governance
import Grants
import QueryAPI
import Store

/// Answers the routes' questions about the catalogue from the one in force.
struct CatalogDesk: Sendable {
    let catalog: CatalogInForce
    let store: Store

    var desk: CatalogAccess {
        CatalogAccess(
            version: { self.catalog.current.snapshot.version.description }, info: { try await self.info() },
            answers: { try self.answers($0) }, verdict: { self.verdict($0) },
            isProvider: { self.catalog.current.snapshot.providers.provider(id: $0) != nil },
            bundle: { try self.bundle($0) }, shippedVersion: self.catalog.shippedVersion,
            refresh: { try await self.catalog.refresh(from: self.store) })
    }

    private func info() async throws -> CatalogBody {
        try await self.catalog.refresh(from: self.store)
        let edition = self.catalog.current
        var body = try CatalogBody(edition.content, digest: edition.digest)
        body.label = edition.label
        body.overlays = edition.overlays.count
        body.trustedKeys = self.catalog.trustedKeys.map(\.id)
        body.refusal = edition.refusal?.code.rawValue
        if let imported = edition.imported {
            body.origin = "imported"
            body.signedBy = imported.keyID
            body.importedAt = imported.importedAt.description
        }
        body.reclassification = try await self.store.reclassification().map(ReclassificationBody.init)
        return body
    }

    private func answers(_ question: CatalogQuestion) throws -> [CatalogAnswer] {
        let edition = self.catalog.current
        let lookup = try CatalogLookup(edition.content, edition.snapshot, overlays: edition.overlays)
        return lookup.answers(to: question.value, provider: question.provider).map(CatalogAnswer.init)
    }

    private func verdict(_ correction: NewOverlay) -> CatalogAccess.Verdict {
        guard let kind = KnownApp.Kind(rawValue: correction.kind) else {
            let known = KnownApp.Kind.allCases.filter { $0 != .name }.map(\.rawValue).joined(separator: ", ")
            return .invalid("kind must be one of \(known)")
        }
        let row = KnownApp(
            kind: kind, value: correction.value, app: correction.app, vendor: correction.vendor,
            category: correction.category, aiClass: correction.aiClass, provider: correction.providerID,
            traits: correction.isSanctioned ? .sanctioned : [], source: "")
        do {
            return .taken(warnings: try OverlayCheck.warnings(for: row, in: self.catalog.current.snapshot))
        } catch {
            return error.isTooBroad ? .tooBroad(error.detail) : .invalid(error.detail)
        }
    }

    private func bundle(_ file: [UInt8]) throws -> CatalogBundle {
        let bundle = try CatalogBundle(file, trusting: self.catalog.trustedKeys)
        _ = try CatalogInForce.read(bundle)
        return bundle
    }
}

extension CatalogBody {
    /// What the files of a catalogue hold.
    init(_ content: CatalogContent, digest: [UInt8]) throws {
        let summary = try CatalogSummary(content)
        self.init(
            version: summary.version.description, origin: "shipped",
            label: CatalogInForce.label(summary.version, digest, overlays: 0), digest: CatalogInForce.text(of: digest),
            counts: summary.counts,
            sources: summary.sources.map {
                Source(name: $0.source.name, licence: $0.source.licence, rows: $0.rows)
            }, overlays: 0)
    }
}

extension CatalogAnswer {
    init(_ answer: CatalogLookup.Answer) {
        self.init(rule: answer.rule, place: answer.place, source: answer.source, fields: answer.fields)
    }
}

extension ReclassificationBody {
    init(_ run: Reclassification) {
        self.init(
            id: "rcl_\(run.number)", from: run.from, to: run.to, phase: run.phase.rawValue, done: run.done,
            total: run.total, grantsMoved: run.grantsMoved, findingsOpened: run.findingsOpened,
            findingsChanged: run.findingsChanged, findingsClosed: run.findingsClosed,
            startedAt: run.startedAt.description, changedAt: run.changedAt.description)
    }
}
