import SeededRandom
import Testing

@testable import Reports

@Suite("Text table")
struct TextTableTests {
    private static let scope = TextTable.Form(.text, limit: 256)

    private func known(_ text: String, in table: TextTable, _ form: TextTable.Form = Self.scope) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { table.text($0, form) }
    }

    private func remember(_ text: String, in table: TextTable) {
        Array(text.utf8).withUnsafeBufferPointer { table.remember(text, $0, Self.scope) }
    }

    @Test("gives back what was remembered, in that form and limit only")
    func forms() {
        let table = TextTable()
        self.remember("https://app.example.com", in: table)

        #expect(self.known("https://app.example.com", in: table) == "https://app.example.com")
        #expect(self.known("https://app.example.com", in: table, .init(.origin, limit: 256)) == nil)
        #expect(self.known("https://app.example.com", in: table, .init(.text, limit: 64)) == nil)
        #expect(self.known("https://app.example.co", in: table) == nil)
        #expect(self.known("", in: table) == nil)
    }

    @Test("never gives another text than the one asked for, also when places are short")
    func collisions() {
        let table = TextTable(bits: 3)
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let text = String(random.next() % 500, radix: 36) + String(repeating: "é", count: Int(random.next() % 9))
            if let known = self.known(text, in: table) { #expect(known == text) }
            self.remember(text, in: table)
            #expect(self.known(text, in: table) == text)
        }
    }

    @Test("does not keep long texts")
    func long() {
        let table = TextTable()
        let text = String(repeating: "a", count: 513)
        self.remember(text, in: table)
        #expect(self.known(text, in: table) == nil)
    }
}
