import Foundation

/// One value on simdjson's tape (format: simdjson's doc/tape.md).
///
/// A view: valid only inside `JSONParser.withDocument`.
package struct JSONNode {
    let tape: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>
    let index: Int

    private var word: UInt64 { self.tape[self.index] }
    private var tag: UInt8 { UInt8(truncatingIfNeeded: self.word >> 56) }
    private var payload: UInt64 { self.word & 0x00FF_FFFF_FFFF_FFFF }

    private func node(at index: Int) -> JSONNode {
        JSONNode(tape: self.tape, strings: self.strings, index: index)
    }

    /// The tape index behind this value.
    private var end: Int {
        switch self.tag {
        case UInt8(ascii: "{"), UInt8(ascii: "["): Int(self.payload & 0xFFFF_FFFF)
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): self.index + 2
        default: self.index + 1
        }
    }

    package var isNull: Bool { self.tag == UInt8(ascii: "n") }
    package var isObject: Bool { self.tag == UInt8(ascii: "{") }
    package var isArray: Bool { self.tag == UInt8(ascii: "[") }

    package var bool: Bool? {
        switch self.tag {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    /// A whole number in the range of `Int64`, however it is written: 1, 1.0 and 1e0 are one number.
    package var integer: Int64? {
        switch self.tag {
        case UInt8(ascii: "l"): Int64(bitPattern: self.tape[self.index + 1])
        case UInt8(ascii: "u"): Int64(exactly: self.tape[self.index + 1])
        case UInt8(ascii: "d"): Int64(exactly: Double(bitPattern: self.tape[self.index + 1]))
        default: nil
        }
    }

    package var isNumber: Bool {
        self.tag == UInt8(ascii: "l") || self.tag == UInt8(ascii: "u") || self.tag == UInt8(ascii: "d")
    }

    /// The unescaped UTF-8 of a string.
    package var text: UnsafeBufferPointer<UInt8>? {
        guard self.tag == UInt8(ascii: "\"") else { return nil }
        let start = self.strings + Int(self.payload)
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return UnsafeBufferPointer(start: start + 4, count: Int(count))
    }

    /// Calls `body` with every member in order. A no-op unless this is an object.
    @inline(__always)
    package func forEachMember<E: Error>(_ body: (JSONKey, JSONNode) throws(E) -> Void) throws(E) {
        guard self.isObject else { return }
        let end = self.end - 1
        var index = self.index + 1
        while index < end {
            let key = self.node(at: index)
            let value = self.node(at: index + 1)
            guard let name = key.text else { return }
            try body(JSONKey(bytes: name), value)
            index = value.end
        }
    }

    /// Calls `body` with every element in order. A no-op unless this is an array.
    @inline(__always)
    package func forEachElement<E: Error>(_ body: (JSONNode) throws(E) -> Void) throws(E) {
        guard self.isArray else { return }
        let end = self.end - 1
        var index = self.index + 1
        while index < end {
            let value = self.node(at: index)
            try body(value)
            index = value.end
        }
    }

    /// How many elements an array has: the tape tells up to 24 bits, more are counted.
    package var elementCount: Int {
        guard self.isArray else { return 0 }
        let told = Int(self.payload >> 32)
        guard told == 0xFF_FFFF else { return told }
        var count = 0
        self.forEachElement { (_: JSONNode) in count += 1 }
        return count
    }
}

/// An object's key, comparable with a literal without making a `String`.
package struct JSONKey {
    let bytes: UnsafeBufferPointer<UInt8>

    @inline(__always)
    package static func ~= (name: StaticString, key: JSONKey) -> Bool {
        let count = name.utf8CodeUnitCount
        guard key.bytes.count == count, let start = key.bytes.baseAddress else { return false }
        return memcmp(start, name.utf8Start, count) == 0
    }
}
