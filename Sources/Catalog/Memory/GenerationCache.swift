/// Answers kept for a while, bounded by bytes.
///
/// Two generations: when the younger one is full, the older one is dropped and the younger takes its place. What
/// is asked for again moves to the younger one, so that busy keys stay. A key is found by a cheap hash and then
/// compared; of two keys with one hash the later has the place, so picked collisions cost time and never truth.
struct GenerationCache<Key: Equatable, Value> {
    /// A class, so that a look-up counts one reference and not all those of the key.
    private final class Entry {
        let key: Key
        let value: Value
        let bytes: Int

        init(key: Key, value: Value, bytes: Int) {
            self.key = key
            self.value = value
            self.bytes = bytes
        }
    }

    private let bytesPerGeneration: Int
    private var young = HashTable<Entry>()
    private var old = HashTable<Entry>()
    private var youngBytes = 0

    /// - Parameter bytes: the most that both generations hold, by the sizes that `insert` is told.
    init(bytes: Int) {
        self.bytesPerGeneration = bytes / 2
    }

    mutating func value(for key: Key, hash: UInt64) -> Value? {
        if let entry = self.young[hash], entry.key == key { return entry.value }
        guard let entry = self.old[hash], entry.key == key else { return nil }
        self.insert(entry, hash: hash)
        return entry.value
    }

    /// - Parameter bytes: what key and value hold beside their own fields.
    mutating func insert(_ value: Value, for key: Key, hash: UInt64, bytes: Int) {
        let size = bytes + MemoryLayout<Key>.stride + MemoryLayout<Value>.stride + Self.overhead
        self.insert(Entry(key: key, value: value, bytes: size), hash: hash)
    }

    private mutating func insert(_ entry: Entry, hash: UInt64) {
        guard entry.bytes <= self.bytesPerGeneration else { return }
        if self.youngBytes + entry.bytes > self.bytesPerGeneration {
            swap(&self.young, &self.old)
            self.young.removeAll()
            self.youngBytes = 0
        }
        self.young[hash] = entry
        self.youngBytes += entry.bytes
    }

    /// An object's head, and a table's slot with the room that tables keep free.
    private static var overhead: Int { 32 + 2 * 16 }
}
