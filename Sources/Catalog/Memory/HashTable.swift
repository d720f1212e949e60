/// Objects by 64-bit hash; each hash has one place. Open addressing with linear probing: entries are replaced or all
/// removed together, so no place is ever freed between others.
///
/// A `Dictionary` would hash the hash again, with a cipher that guards against picked keys. Here the caller compares the
/// keys, and who picks hashes can make a search as long as the table, which its owner bounds.
struct HashTable<Object: AnyObject> {
    /// A hash for each place; 0 where it is free.
    private var hashes: [UInt64]
    private var objects: [Object?]
    private(set) var count = 0

    init() {
        self.hashes = [UInt64](repeating: 0, count: Self.leastPlaces)
        self.objects = [Object?](repeating: nil, count: Self.leastPlaces)
    }

    subscript(hash: UInt64) -> Object? {
        get {
            let place = self.place(of: hash)
            return self.objects[place]
        }
        set {
            var place = self.place(of: hash)
            if self.hashes[place] == 0 {
                if 4 * (self.count + 1) > 3 * self.hashes.count {
                    self.grow()
                    place = self.place(of: hash)
                }
                self.hashes[place] = Self.marked(hash)
                self.count += 1
            }
            self.objects[place] = newValue
        }
    }

    mutating func removeAll() {
        for place in self.hashes.indices where self.hashes[place] != 0 {
            self.hashes[place] = 0
            self.objects[place] = nil
        }
        self.count = 0
    }

    /// Where the hash is, or would be.
    private func place(of hash: UInt64) -> Int {
        let marked = Self.marked(hash)
        let mask = self.hashes.count - 1
        var place = Int(truncatingIfNeeded: marked) & mask
        while self.hashes[place] != 0, self.hashes[place] != marked { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let (hashes, objects) = (self.hashes, self.objects)
        self.hashes = [UInt64](repeating: 0, count: 2 * hashes.count)
        self.objects = [Object?](repeating: nil, count: 2 * hashes.count)
        for (hash, object) in zip(hashes, objects) where hash != 0 {
            let place = self.place(of: hash)
            self.hashes[place] = hash
            self.objects[place] = object
        }
    }

    private static func marked(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }

    private static var leastPlaces: Int { 64 }
}
