package import Catalog
import Cryptography
package import Governance
package import Grants
package import Store
import Synchronization

/// The catalogue that a process classifies by: the newest of the shipped and the imported one, with the organisation's
/// corrections. Replaced whole; who holds the old one finishes with it.
package final class CatalogInForce: Sendable {
    /// One catalogue, ready for use.
    package struct Edition: Sendable {
        package let content: CatalogContent
        package let snapshot: CatalogSnapshot
        package let normaliser: Normaliser
        /// How new the store's part in it is.
        package let stamp: CatalogStamp
        package let overlays: [KnownApp]
        /// `nil` while the shipped catalogue is in force.
        package let imported: ImportedCatalog?
        /// Why the catalogue that was imported last is not in force, if it should be.
        package let refusal: CatalogRefusal?
        /// SHA-256 of the files.
        package let digest: [UInt8]

        /// Names the catalogue and the corrections: `2026-11-24+1a2b3c4d.3`.
        package var label: String {
            CatalogInForce.label(self.snapshot.version, self.digest, overlays: self.stamp.overlays)
        }

        fileprivate init(
            _ content: CatalogContent, _ snapshot: CatalogSnapshot, stamp: CatalogStamp, overlays: [KnownApp] = [],
            imported: ImportedCatalog? = nil, refusal: CatalogRefusal? = nil
        ) {
            self.content = content
            self.snapshot = snapshot.corrected(by: overlays)
            self.normaliser = Normaliser(catalog: self.snapshot)
            self.stamp = stamp
            self.overlays = overlays
            self.imported = imported
            self.refusal = refusal
            self.digest = CatalogInForce.digest(of: content)
        }
    }

    private let shipped: (content: CatalogContent, snapshot: CatalogSnapshot)
    /// Keys by which imported catalogues are checked again when they are read.
    package let trustedKeys: [CatalogKey]
    private let edition: Mutex<Edition>

    /// - Parameter snapshot: what the shipped files say.
    package init(shipped content: CatalogContent, _ snapshot: CatalogSnapshot, trustedKeys: [CatalogKey] = []) {
        self.shipped = (content, snapshot)
        self.trustedKeys = trustedKeys
        self.edition = Mutex(Edition(content, snapshot, stamp: .shipped))
    }

    /// SHA-256 of the files of a catalogue, 32 bytes.
    package static func digest(of content: CatalogContent) -> [UInt8] {
        let hash = SHA256Stream()
        for file in CatalogContent.File.allCases { hash.add(content[file]) }
        return hash.finish()
    }

    package static func label(_ version: CatalogVersion, _ digest: [UInt8], overlays: Int64) -> String {
        "\(version)+\(digest.prefix(4).hexadecimal).\(overlays)"
    }

    /// Hexadecimal digits.
    package static func text(of digest: [UInt8]) -> String { digest.hexadecimal }

    package var current: Edition { self.edition.withLock { $0 } }

    /// The version that the build brings along.
    package var shippedVersion: CatalogVersion { self.shipped.snapshot.version }

    /// Takes what the store has, if it is newer than what is in force.
    ///
    /// - Returns: whether anything changed.
    /// - Throws: `StoreError`; what is in force stays. A stored catalogue that is not what was signed, or by a key that
    ///   is no longer trusted, makes the shipped one take its place, with the reason in `refusal`.
    @discardableResult
    package func refresh(from store: Store) async throws -> Bool {
        let stamp = try await store.catalogStamp()
        let present = self.current
        guard stamp != present.stamp else { return false }
        let overlays = try await store.overlays().compactMap(KnownApp.init)
        let edition: Edition
        if stamp.imported == present.stamp.imported {
            edition = Edition(
                present.content, present.snapshot, stamp: stamp, overlays: overlays, imported: present.imported,
                refusal: present.refusal)
        } else {
            edition = try await self.edition(from: store, stamp, overlays)
        }
        self.edition.withLock { $0 = edition }
        return true
    }

    private func edition(
        from store: Store, _ stamp: CatalogStamp, _ overlays: [KnownApp]
    ) async throws -> Edition {
        guard let imported = try await store.importedCatalog(), imported.version > self.shipped.snapshot.version else {
            return Edition(self.shipped.content, self.shipped.snapshot, stamp: stamp, overlays: overlays)
        }
        do {
            let bundle = try CatalogBundle(imported.bundle, trusting: self.trustedKeys)
            let (content, snapshot) = try Self.read(bundle)
            return Edition(content, snapshot, stamp: stamp, overlays: overlays, imported: imported)
        } catch {
            return Edition(
                self.shipped.content, self.shipped.snapshot, stamp: stamp, overlays: overlays, refusal: error)
        }
    }

    /// Reads the files of a bundle and looks at every row.
    ///
    /// - Throws: `CatalogRefusal` with `catalog_invalid`, naming the first row that is wrong.
    package static func read(
        _ bundle: CatalogBundle
    ) throws(CatalogRefusal) -> (content: CatalogContent, snapshot: CatalogSnapshot) {
        let content: CatalogContent
        do {
            content = try CatalogContent(files: bundle.files)
        } catch {
            throw CatalogRefusal(.invalid, error.text)
        }
        let faults = CatalogCheck.faults(in: content)
        if let first = faults.first {
            throw CatalogRefusal(
                .invalid,
                first.text + (faults.count > 1 ? " (and \(faults.count - 1) more; see gnomon catalog check)" : ""))
        }
        guard let snapshot = try? CatalogSnapshot(content) else {
            throw CatalogRefusal(.invalid, "the files cannot be read by this gnomon; it may need a newer one")
        }
        guard snapshot.version == bundle.version else {
            throw CatalogRefusal(
                .invalid, "providers.json says version \(snapshot.version), the manifest \(bundle.version)")
        }
        return (content, snapshot)
    }
}

extension KnownApp {
    /// - Returns: nil for a kind that only a later version knows.
    fileprivate init?(_ overlay: OverlayRecord) {
        let correction = overlay.correction
        guard let kind = Kind(rawValue: correction.kind) else { return nil }
        self.init(
            kind: kind, value: correction.value, app: correction.app, vendor: correction.vendor,
            category: correction.category, aiClass: correction.aiClass, provider: correction.providerID,
            traits: correction.isSanctioned ? .sanctioned : [],
            source: "ovl_\(overlay.number), \(overlay.author), \(overlay.createdAt)", overlay: overlay.number)
    }
}
