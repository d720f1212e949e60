import Grants
import Testing

@Suite("Versions of a catalogue")
struct CatalogVersionTests {
    @Test(
        "are days, with a number from the second of one day on",
        arguments: ["2026-11-24", "2024-02-29", "2026-11-24.2", "2026-11-24.9999"])
    func read(text: String) {
        #expect(CatalogVersion(text)?.description == text)
    }

    @Test(
        "have one spelling each",
        arguments: [
            "", "2026-11", "2026-11-24.", "2026-11-24.1", "2026-11-24.02", "2026-11-24.10000", "2026-11-24-2",
            "2026-13-01", "2026-02-30", "2026-11-24 ", "２026-11-24", "2026.11.24",
        ])
    func refused(text: String) {
        #expect(CatalogVersion(text) == nil)
    }

    @Test("are ordered by day and then by number")
    func order() throws {
        let texts = ["2025-12-31", "2026-11-24", "2026-11-24.2", "2026-11-24.10", "2026-11-25"]
        let versions = texts.compactMap(CatalogVersion.init)

        #expect(versions.count == texts.count)
        #expect(versions.reversed().sorted() == versions)
    }
}
