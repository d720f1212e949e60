/// A value of a closed set with a name on the wire.
package protocol WireChoice: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {
    /// The set's values and names, made once.
    static var wire: WireTable<Self> { get }
}

/// The values of a closed set and their names, in the same order.
///
/// Lives as long as the process and counts no references: every thread reads it for every event.
package struct WireTable<Choice: WireChoice>: Sendable {
    package let names: WireNames
    package nonisolated(unsafe) let values: UnsafeBufferPointer<Choice>

    package init() {
        let choices = Array(Choice.allCases)
        self.names = WireNames(choices.map(\.rawValue))
        let values = UnsafeMutableBufferPointer<Choice>.allocate(capacity: choices.count)
        _ = values.initialize(from: choices)
        self.values = UnsafeBufferPointer(values)
    }
}

/// Names of at most 16 bytes, kept as two words each, so that a look-up compares numbers. Never freed.
package struct WireNames: Sendable {
    private struct Name: Equatable {
        var count: Int
        var head: UInt64
        var tail: UInt64

        init(_ bytes: UnsafeBufferPointer<UInt8>) {
            self.count = bytes.count
            (self.head, self.tail) = (0, 0)
            for byte in bytes.prefix(8) { self.head = self.head << 8 | UInt64(byte) }
            for byte in bytes.dropFirst(8) { self.tail = self.tail << 8 | UInt64(byte) }
        }
    }

    private nonisolated(unsafe) let names: UnsafeBufferPointer<Name>

    package init(_ names: [String]) {
        let table = UnsafeMutableBufferPointer<Name>.allocate(capacity: names.count)
        _ = table.initialize(
            from: names.map { name in
                var name = name
                precondition(name.utf8.count <= 16, "a wire name of more than 16 bytes: \(name)")
                return name.withUTF8 { Name($0) }
            })
        self.names = UnsafeBufferPointer(table)
    }

    /// The place of the name that has these bytes.
    package func index(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count <= 16 else { return nil }
        return self.names.firstIndex(of: Name(bytes))
    }
}

/// A set of values of a closed set with at most 16 members, as bits.
package struct WireSet<Choice: WireChoice>: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Bit n stands for the value at place n of `Choice.wire.values`.
    package var bits: UInt16

    @inlinable
    package init(bits: UInt16) {
        self.bits = bits
    }

    package init(arrayLiteral elements: Choice...) {
        self.init(elements)
    }

    package init(_ elements: some Sequence<Choice>) {
        self.bits = 0
        for element in elements { self.insert(element) }
    }

    @inlinable
    package var isEmpty: Bool { self.bits == 0 }

    package func contains(_ element: Choice) -> Bool {
        Self.index(of: element).map { self.bits & (1 << UInt16($0)) != 0 } ?? false
    }

    package mutating func insert(_ element: Choice) {
        if let index = Self.index(of: element) { self.bits |= 1 << UInt16(index) }
    }

    private static func index(of element: Choice) -> Int? { Choice.wire.values.firstIndex(of: element) }

    /// In the set's own order.
    package var values: [Choice] {
        Choice.wire.values.enumerated().filter { self.bits & (1 << UInt16($0.offset)) != 0 }.map(\.element)
    }
}
