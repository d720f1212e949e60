/// A 64-bit hash of bytes and numbers, equal from run to run and on every machine.
///
/// FNV-1a's steps over 8-byte words (Fowler, Noll, Vo), with a shift that carries high bits down. Quick, not
/// cryptographic: who picks the bytes can make collisions, so compare what must be equal.
package struct ByteHash {
    package private(set) var value: UInt64

    package init(seed: UInt64 = 0) {
        self.value = 0xCBF2_9CE4_8422_2325 ^ seed
    }

    package mutating func add(_ word: UInt64) {
        self.value = (self.value ^ word) &* 0x0000_0100_0000_01B3
        self.value ^= self.value >> 29
    }

    /// Adds the bytes and their number.
    package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.add(UInt64(bytes.count))
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= raw.count {
            self.add(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        guard index < raw.count else { return }
        var rest: UInt64 = 0
        while index < raw.count {
            rest = rest << 8 | UInt64(raw[index])
            index += 1
        }
        self.add(rest)
    }

    package mutating func add(_ text: String) {
        // Where the text lies in one piece, as all of Swift's own do, no copy of it is counted.
        guard text.utf8.withContiguousStorageIfAvailable({ self.add($0) }) == nil else { return }
        var text = text
        text.withUTF8 { self.add($0) }
    }
}
