import Cryptography
import Foundation
import Governance
import Grants

/// Catalogues to import, signed by a key of the tests.
enum SignedCatalog {
    private static let key = Result { try Ed25519.PrivateKey() }
    private static let folder = DaemonProcess.repository.appendingPathComponent("Sources/ShippedData/data")

    /// The environment in which the key is trusted.
    static func trust() throws -> [String: String] {
        ["GNOMON_CATALOG_TRUSTED_KEYS": try CatalogKey(of: self.key.get()).text]
    }

    /// The private key as a file holds it.
    static func privateKey() throws -> Data { Data(try self.key.get().rawRepresentation).base64EncodedData() }

    /// The shipped files as another version.
    ///
    /// - Parameter rows: added to the apps.
    static func files(version: String, rows: [String] = []) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in ["apps.csv", "providers.json", "scopes.csv"] {
            files[name] = [UInt8](try Data(contentsOf: self.folder.appendingPathComponent(name)))
        }
        files["apps.csv", default: []] += Array(rows.map { $0 + "\n" }.joined().utf8)
        let providers = String(decoding: files["providers.json", default: []], as: UTF8.self)
        let version = "\"version\":\"\(version)\""
        files["providers.json"] = Array(
            providers.replacing(/"version":"[0-9.-]+"/, with: version, maxReplacements: 1).utf8)
        return files
    }

    static func bundle(version: String = "2099-01-01", rows: [String] = []) throws -> [UInt8] {
        guard let parsed = CatalogVersion(version) else { throw CocoaError(.formatting) }
        return try CatalogBundle.signed(self.files(version: version, rows: rows), version: parsed, by: self.key.get())
    }

    /// The bundle with one text in the place of another.
    static func bundle(_ text: String, with other: String) throws -> [UInt8] {
        Array(String(decoding: try self.bundle(), as: UTF8.self).replacing(text, with: other, maxReplacements: 1).utf8)
    }
}
