/// A value of a closed set with a name on the wire.
package protocol WireChoice: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
    /// The set's values and names, made once.
    static var wire: WireTable<Self> { get }
}

/// The values of a closed set and their names, in the same order.
package struct WireTable<Choice: WireChoice>: Sendable {
    package let names: WireNames
    package let values: [Choice]

    package init() {
        self.values = Array(Choice.allCases)
        self.names = WireNames(self.values.map(\.rawValue))
    }
}

/// Names as bytes. Not generic, so that a look-up needs no type at run time.
package struct WireNames: Sendable {
    private let names: [[UInt8]]

    package init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
    }

    /// The place of the name that has these bytes.
    package func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        for index in 0..<self.names.count {
            let matches = self.names[index].withUnsafeBufferPointer { name in
                guard name.count == bytes.count else { return false }
                for position in 0..<name.count where name[position] != bytes[position] { return false }
                return true
            }
            if matches { return index }
        }
        return nil
    }
}

/// A set of values of a closed set with at most 16 members, as bits.
package struct WireSet<Choice: WireChoice>: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Bit n stands for the value at place n of `Choice.wire.values`.
    package var bits: UInt16 = 0

    package init() {}

    package init(arrayLiteral elements: Choice...) {
        self.init(elements)
    }

    package init(_ elements: some Sequence<Choice>) {
        for element in elements { self.insert(element) }
    }

    package var isEmpty: Bool { self.bits == 0 }

    package func contains(_ element: Choice) -> Bool {
        Self.index(of: element).map { self.bits & (1 << UInt16($0)) != 0 } ?? false
    }

    package mutating func insert(_ element: Choice) {
        if let index = Self.index(of: element) { self.insert(at: index) }
    }

    private static func index(of element: Choice) -> Int? { Choice.wire.values.firstIndex(of: element) }

    /// Takes the value at this place in `Choice.wire.values`.
    package mutating func insert(at index: Int) {
        self.bits |= 1 << UInt16(index)
    }

    /// In the set's own order.
    package var values: [Choice] {
        Choice.wire.values.enumerated().filter { self.bits & (1 << UInt16($0.offset)) != 0 }.map(\.element)
    }
}
