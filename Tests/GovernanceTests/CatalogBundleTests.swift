import Cryptography
import Foundation
import Governance
import Grants
import Testing

@Suite("A signed catalogue")
struct CatalogBundleTests {
    private static let files = [
        "apps.csv": Array("kind,value\n".utf8), "providers.json": Array("{}".utf8), "scopes.csv": [UInt8](),
    ]

    private static func signed(by key: Ed25519.PrivateKey, version: String = "2026-12-01") throws -> [UInt8] {
        try CatalogBundle.signed(self.files, version: #require(CatalogVersion(version)), by: key)
    }

    private static func code(of bundle: [UInt8], _ keys: [CatalogKey]) -> CatalogRefusal.Code? {
        do {
            _ = try CatalogBundle(bundle, trusting: keys)
            return nil
        } catch {
            return error.code
        }
    }

    /// The bundle with one member changed.
    private static func changed(_ bundle: [UInt8], _ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
        var object = try #require(try JSONSerialization.jsonObject(with: Data(bundle)) as? [String: Any])
        change(&object)
        return [UInt8](try JSONSerialization.data(withJSONObject: object))
    }

    @Test("gives back its files, version and signer, under any of two trusted keys")
    func read() throws {
        let (old, new) = (try Ed25519.PrivateKey(), try Ed25519.PrivateKey())
        let keys = [try CatalogKey(of: old), try CatalogKey(of: new)]

        for key in [old, new] {
            let bundle = try CatalogBundle(Self.signed(by: key), trusting: keys)

            #expect(bundle.files == Self.files)
            #expect(bundle.version.description == "2026-12-01")
            #expect(bundle.keyID == (try CatalogKey(of: key)).id)
        }
    }

    @Test("is the same for the same files, version and key")
    func reproducible() throws {
        let key = try Ed25519.PrivateKey()

        #expect(try Self.signed(by: key) == Self.signed(by: key))
        #expect(try Self.signed(by: key) != Self.signed(by: key, version: "2026-12-02"))
    }

    @Test("cut off anywhere is damaged, never a trap")
    func truncated() throws {
        let key = try Ed25519.PrivateKey()
        let whole = try Self.signed(by: key)

        // The last byte is a line feed.
        for length in 0..<(whole.count - 1) {
            #expect(Self.code(of: Array(whole.prefix(length)), [try CatalogKey(of: key)]) == .damaged, "\(length)")
        }
    }

    @Test("is refused by the code that names what is wrong")
    func refused() throws {
        let key = try Ed25519.PrivateKey()
        let other = try Ed25519.PrivateKey()
        let keys = [try CatalogKey(of: key)]
        let bundle = try Self.signed(by: key)

        #expect(Self.code(of: bundle, keys) == nil)
        #expect(Self.code(of: bundle, []) == .keyUnknown)
        #expect(Self.code(of: try Self.signed(by: other), keys) == .keyUnknown)
        let foreign = try Self.changed(try Self.signed(by: other)) { object in
            var signature = object["signature"] as? [String: Any]
            signature?["key_id"] = keys[0].id
            object["signature"] = signature
        }
        #expect(Self.code(of: foreign, keys) == .signatureInvalid)
        let newer = try Self.changed(bundle) { object in
            var manifest = object["manifest"] as? [String: Any]
            manifest?["version"] = "2027-01-01"
            object["manifest"] = manifest
        }
        #expect(Self.code(of: newer, keys) == .signatureInvalid)
        for (name, value) in [("apps.csv", "a2luZCx2YWx1ZQ=="), ("extra.csv", "")] {
            let changed = try Self.changed(bundle) { object in
                var files = object["files"] as? [String: Any]
                files?[name] = value
                object["files"] = files
            }
            #expect(Self.code(of: changed, keys) == .tampered, "\(name)")
        }
        let missing = try Self.changed(bundle) { object in
            var files = object["files"] as? [String: Any]
            files?["apps.csv"] = nil
            object["files"] = files
        }
        #expect(Self.code(of: missing, keys) == .tampered)
        #expect(Self.code(of: try Self.changed(bundle) { $0["format"] = "gnomon.catalog-bundle/2" }, keys) == .damaged)
        #expect(Self.code(of: [UInt8](repeating: 0x5B, count: 100_000), keys) == .damaged)
        let long = [UInt8](repeating: 0x20, count: CatalogBundle.maximumBytes + 1)
        #expect(Self.code(of: long, keys) == .tooLarge)
    }

    @Test("takes a key from a PEM file as OpenSSL writes it, and from Base64")
    func keyFiles() throws {
        // RFC 8410 section 10.3, whose public key section 10.1 gives.
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----

            """
        let key = try #require(SigningKeyFile.key(pem))
        let raw = "1O5y2/kTWErVttjx92n4rTr+fCjL8dT74Jeoj0R1WEI="

        #expect(try CatalogKey(of: key).text == "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
        #expect(try CatalogKey(of: try #require(SigningKeyFile.key(raw))).text == CatalogKey(of: key).text)
        for text in ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            #expect(SigningKeyFile.key(text) == nil)
        }
    }
}
