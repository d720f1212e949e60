import Grants
import ProviderFaking
import Store
import StoreTesting
import Testing

@testable import Remediation

@Suite("Reports of what a listing found", .eachEngine)
struct GrantImporterTests {
    @Test("say the same when a crash lets a page be read twice")
    func repeated() async throws {
        try await withOffice(FakeSeed(users: 0, apps: 0, grantsPerUser: 0)) { office in
            let store = office.world.store
            let connector = try #require(try await store.connectors().first { $0.number == office.connector })
            let importer = GrantImporter(store: store) { _ in ("https://accounts.google.com", "/o/oauth2/v2/auth") }
            let grants = ["ada@example.com", "bela@example.com"].map { address in
                ListedGrant(
                    address: address, clientID: "client-1", vendorKey: "client-1", name: "Client", scopes: ["a"],
                    isTenantWide: false, grantedAt: nil, lastUsedAt: nil)
            }

            for wait in [0, 60_000] as [Int64] {
                try await importer.admit(
                    grants, of: connector, listedAt: World.start, now: World.start.advanced(byMilliseconds: wait))
            }
            try await office.world.analyse()

            let counts = try await store.intakeCounts()
            #expect((counts.stored, counts.duplicate) == (2, 2))
        }
    }
}
