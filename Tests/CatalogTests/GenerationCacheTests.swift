import Testing

@testable import Catalog

@Suite("What is remembered")
struct GenerationCacheTests {
    @Test("is given back for an equal key alone, also when two keys have one hash")
    func collisions() {
        var cache = GenerationCache<String, Int>(bytes: 1 << 16)

        cache.insert(1, for: "a", hash: 7, bytes: 1)
        #expect(cache.value(for: "a", hash: 7) == 1)
        #expect(cache.value(for: "b", hash: 7) == nil)
        cache.insert(2, for: "b", hash: 7, bytes: 1)
        #expect(cache.value(for: "b", hash: 7) == 2)
        #expect(cache.value(for: "a", hash: 7) == nil)
    }

    @Test("stays within its bytes, and what is asked for stays longest")
    func bounds() {
        var cache = GenerationCache<Int, Int>(bytes: 100_000)
        cache.insert(-1, for: -1, hash: UInt64.max, bytes: 1_000)

        for number in 0..<1_000 {
            cache.insert(number, for: number, hash: UInt64(number), bytes: 1_000)
            #expect(cache.value(for: -1, hash: UInt64.max) == -1)
        }
        let kept = (0..<1_000).filter { cache.value(for: $0, hash: UInt64($0)) != nil }

        #expect(kept.count < 100)
        #expect(kept.count > 20)
    }

    @Test("does not hold what is larger than a generation")
    func tooLarge() {
        var cache = GenerationCache<Int, Int>(bytes: 1_000)

        cache.insert(1, for: 1, hash: 1, bytes: 501)

        #expect(cache.value(for: 1, hash: 1) == nil)
    }

    @Test("lies in a table that grows, replaces and is emptied", arguments: [UInt64(1), 1 << 32, 64])
    func table(step: UInt64) {
        final class Number {
            let value: Int
            init(_ value: Int) { self.value = value }
        }
        var table = HashTable<Number>()

        for number in 1...1_000 { table[UInt64(number) * step] = Number(number) }
        table[5 * step] = Number(-5)

        #expect(table.count == 1_000)
        for number in 1...1_000 { #expect(table[UInt64(number) * step]?.value == (number == 5 ? -5 : number)) }
        #expect(table[1_000 * step + 7] == nil)
        table.removeAll()
        #expect(table.count == 0 && table[5 * step] == nil)
    }

    @Test("is what came twice")
    func twice() {
        var seen = SeenOnce()

        let first: UInt64 = 1 << 40 | 7
        let second: UInt64 = 2 << 40 | 7
        let answers = [first, first, second, first].map { seen.hasSeen($0) }

        #expect(answers == [false, true, false, false])
    }
}
