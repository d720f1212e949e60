/// Tells what comes a second time, in 16 KiB: who asks once takes no room in a cache.
///
/// A place is shared by all hashes that end alike, and the last one has it; so it may forget, and once in 2^32 takes two
/// for one. Both cost time alone.
struct SeenOnce {
    /// The upper half of the last hash at each place.
    private var marks = [UInt32](repeating: 0, count: 4096)

    /// Whether the hash was asked for before and is not forgotten; it is known from now on.
    mutating func hasSeen(_ hash: UInt64) -> Bool {
        let place = Int(truncatingIfNeeded: hash) & (self.marks.count - 1)
        let mark = UInt32(truncatingIfNeeded: hash >> 32)
        defer { self.marks[place] = mark }
        return self.marks[place] == mark
    }
}
