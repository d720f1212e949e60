import Catalog
import Foundation
import Grants
import Testing

@Suite("The shipped catalogue")
struct ShippedCatalogTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/ShippedData")

    private static func table(_ name: String) throws -> CSV {
        try CSV(Data(contentsOf: Self.folder.appendingPathComponent("data/\(name).csv")))
    }

    @Test("reads whole")
    func reads() throws {
        let catalog = try CatalogSnapshot.shipped()

        #expect(catalog.counts.providers > 300)
        #expect(catalog.counts.apps > 2_500)
        #expect(catalog.counts.scopes > 1_500)
    }

    @Test("has each provider id once, and no alias that is another provider's id")
    func providerIDs() throws {
        let providers = try Provider.decode(Self.bytes("data/providers.json"))
        let ids = providers.map(\.id)

        #expect(Set(ids).count == ids.count)
        #expect(Set(providers.flatMap(\.aliases)).isDisjoint(with: ids))
    }

    @Test("has each sign of an app once at a provider")
    func appSigns() throws {
        let apps = try KnownApp.decode(Self.table("apps"))
        let signs = apps.map { "\($0.kind.rawValue) \($0.value.lowercased()) \($0.provider)" }

        #expect(Set(signs).count == signs.count)
        #expect(apps.allSatisfy { !$0.value.isEmpty && !$0.app.isEmpty && !$0.category.isEmpty })
    }

    @Test("has each scope once in a family")
    func scopes() throws {
        let csv = try Self.table("scopes")
        let provider = try csv.column("provider")
        let scope = try csv.column("scope")
        let keys = csv.rows.map { "\($0[provider]) \($0[scope].lowercased())" }

        #expect(Set(keys).count == keys.count)
    }

    @Test("names providers that exist, in apps and scope families")
    func references() throws {
        let providers = try Provider.decode(Self.bytes("data/providers.json"))
        let known = Set(providers.flatMap { [$0.id] + $0.aliases })
        let csv = try Self.table("scopes")
        let column = try csv.column("provider")
        let apps = try KnownApp.decode(Self.table("apps"))

        #expect(Set(csv.rows.map { $0[column] }).subtracting(known).sorted() == [])
        #expect(Set(apps.map(\.provider)).subtracting(known).subtracting([""]).sorted() == [])
    }

    @Test(
        "ships nothing whose source forbids or does not allow it",
        arguments: ["data/apps.csv", "data/scopes.csv", "data/providers.json"])
    func provenance(name: String) throws {
        let forbidden = [
            "NangoHQ", "Elastic License", "Beercow", "singura", "onyx-dot-app", "inbox-zero", "discord-api-docs",
            "public code", "GPL-", "CC BY", "no licence", "unlicensed",
        ]
        let text = String(decoding: try Self.bytes(name), as: UTF8.self).lowercased()

        #expect(forbidden.filter { text.contains($0.lowercased()) } == [])
    }

    @Test("says for every row where it comes from")
    func sources() throws {
        #expect(try KnownApp.decode(Self.table("apps")).allSatisfy { !$0.source.isEmpty })
        let csv = try Self.table("scopes")
        let source = try csv.column("source")
        #expect(csv.rows.allSatisfy { !$0[source].isEmpty })
    }

    @Test("holds no app sign that is a single label, which would match a whole top-level domain")
    func labels() throws {
        let apps = try KnownApp.decode(Self.table("apps"))
        let hosts = apps.filter { [.domain, .metadataHost, .redirectHost].contains($0.kind) }

        // A port of the person's own machine and a path of any host are no names.
        let names = hosts.filter { !$0.value.hasPrefix("localhost:") && !$0.value.hasPrefix("*/") }

        #expect(names.filter { !$0.value.contains(".") }.map(\.value) == [])
    }

    private static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: Self.folder.appendingPathComponent(name)))
    }
}
