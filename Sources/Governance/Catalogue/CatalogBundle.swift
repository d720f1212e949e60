package import Cryptography
import Foundation
package import Grants

/// A catalogue that somebody signed: files, a manifest with the hash of each, a signature over the manifest.
///
/// The form is that of `schemas/catalog-bundle.v1.json`. What is signed is the line `gnomon.catalog-bundle/1` and the
/// canonical JSON (RFC 8785) of the manifest, so the order and spacing of the rest count for nothing.
package struct CatalogBundle: Sendable, Equatable {
    package static let format = "gnomon.catalog-bundle/1"
    /// The longest bundle that is looked at: 32 MiB, some thirty times the shipped catalogue.
    package static let maximumBytes = 32 * 1024 * 1024

    package let version: CatalogVersion
    /// The key that signed, as `CatalogKey.id` names it.
    package let keyID: String
    /// SHA-256 of the manifest: equal for equal catalogues.
    package let digest: [UInt8]
    /// By name.
    package let files: [String: [UInt8]]

    /// Reads a bundle and trusts nothing in it before the signature fits.
    ///
    /// - Parameter keys: trusted ones.
    package init(_ json: [UInt8], trusting keys: [CatalogKey]) throws(CatalogRefusal) {
        guard json.count <= Self.maximumBytes else { throw .tooLarge }
        let document = try Self.document(json)
        let manifest = document.manifest
        guard let key = keys.first(where: { $0.id == document.signature.keyID }) else {
            throw CatalogRefusal(.keyUnknown, Self.unknownKey(document.signature.keyID, keys))
        }
        guard key.publicKey.isValid([UInt8](document.signature.value), for: manifest.message) else {
            throw CatalogRefusal(
                .signatureInvalid, "the signature is not that of key \(key.id) over this manifest; get the file anew")
        }
        guard let version = CatalogVersion(manifest.version) else {
            throw CatalogRefusal(.invalid, "the manifest's version must be a day such as 2026-11-24, or 2026-11-24.2")
        }
        for file in manifest.files {
            guard let bytes = document.files[file.name].map({ [UInt8]($0) }) else {
                throw CatalogRefusal(.tampered, "\(file.name) was signed and is missing; get the file anew")
            }
            guard bytes.count == file.bytes, SHA256.hash(bytes).hexadecimal == file.sha256 else {
                throw CatalogRefusal(.tampered, "\(file.name) is not the file that was signed; get the file anew")
            }
        }
        guard document.files.count == manifest.files.count else {
            throw CatalogRefusal(.tampered, "a file is there that was not signed; get the file anew")
        }
        self.version = version
        self.keyID = key.id
        self.digest = SHA256.hash(manifest.message)
        self.files = document.files.mapValues { [UInt8]($0) }
    }

    /// The files of a bundle, for looking at them: nobody vouches for them.
    package static func unverifiedFiles(_ json: [UInt8]) throws(CatalogRefusal) -> [String: [UInt8]] {
        guard json.count <= Self.maximumBytes else { throw .tooLarge }
        return try Self.document(json).files.mapValues { [UInt8]($0) }
    }

    /// Signs files.
    ///
    /// - Returns: the bundle's JSON; the same for the same files, version and key.
    package static func signed(
        _ files: [String: [UInt8]], version: CatalogVersion, by key: Ed25519.PrivateKey
    ) throws -> [UInt8] {
        let manifest = Manifest(
            version: version.description,
            files: files.sorted { $0.key < $1.key }.map { name, bytes in
                Manifest.File(name: name, bytes: bytes.count, sha256: SHA256.hash(bytes).hexadecimal)
            })
        let document = Document(
            format: self.format, manifest: manifest,
            signature: Signature(
                keyID: try CatalogKey(of: key).id, value: Data(try key.signature(for: manifest.message))),
            files: files.mapValues { Data($0) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(document)) + [UInt8(ascii: "\n")]
    }

    private static func document(_ json: [UInt8]) throws(CatalogRefusal) -> Document {
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(json))
        } catch {
            throw CatalogRefusal(.damaged, "the file is cut off or is no signed catalogue; get it anew")
        }
        guard document.format == Self.format else {
            throw CatalogRefusal(.damaged, "the file's format is not \(Self.format); it may need a newer gnomon")
        }
        return document
    }

    private static func unknownKey(_ id: String, _ keys: [CatalogKey]) -> String {
        let isName = id.utf8.count == CatalogKey.idCount && id.utf8.allSatisfy { (48...102).contains($0) }
        let trusted = keys.isEmpty ? "none is" : "trusted: \(keys.map(\.id).joined(separator: ", "))"
        return "the key \(isName ? id : "it names") is not trusted, \(trusted); add the publisher's key to the setting "
            + "catalog.trusted_keys"
    }
}

extension CatalogBundle {
    private struct Document: Codable {
        var format: String
        var manifest: Manifest
        var signature: Signature
        var files: [String: Data]
    }

    private struct Manifest: Codable {
        struct File: Codable {
            var name: String
            var bytes: Int
            /// In hexadecimal digits.
            var sha256: String
        }

        var version: String
        var files: [File]

        /// The bytes that are signed.
        var message: [UInt8] {
            let files = self.files.map { file -> CanonicalJSON in
                ["name": .string(file.name), "bytes": CanonicalJSON(file.bytes), "sha256": .string(file.sha256)]
            }
            let json: CanonicalJSON = ["version": .string(self.version), "files": .array(files)]
            return Array("\(CatalogBundle.format)\n".utf8) + json.bytes
        }
    }

    private struct Signature: Codable {
        var keyID: String
        var value: Data

        private enum CodingKeys: String, CodingKey {
            case value
            case keyID = "key_id"
        }
    }
}

extension CatalogRefusal {
    /// For a file or body that is longer than any bundle.
    package static let tooLarge = CatalogRefusal(
        .tooLarge, "a signed catalogue has at most \(CatalogBundle.maximumBytes / 1_048_576) MiB")
}
