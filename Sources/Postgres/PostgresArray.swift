package import SQL

/// One column of many rows as an array, in binary form (PostgreSQL manual, "Message Formats"; `array_recv` in
/// `arrayfuncs.c`): one dimension, numbered from 1.
package enum PostgresArray {
    /// What an array is made of.
    package enum Element: Sendable {
        case integer, text, bytes

        /// The array's type, as a cast names it.
        package var arrayType: String {
            switch self {
            case .integer: "BIGINT[]"
            case .text: "TEXT[]"
            case .bytes: "BYTEA[]"
            }
        }

        /// The element's number in `pg_type.dat`.
        fileprivate var oid: UInt32 {
            switch self {
            case .integer: 20
            case .text: 25
            case .bytes: 17
            }
        }
    }

    /// The array of one column, to be sent as an argument that is cast to the element's `arrayType`.
    ///
    /// Not generic: it runs for every value of every event, and another target could not specialise it.
    ///
    /// - Parameters:
    ///   - rows: with nulls or values of the element's kind in the column; another kind is a fault of the program.
    ///   - column: the place in each row.
    /// - Throws: `SQLError` of kind `other` for a text with a NUL, which PostgreSQL does not store.
    package static func encoded(
        _ rows: ArraySlice<[SQLValue]>, column: Int, of element: Element
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + 12 * rows.count)
        self.append(UInt32(1), to: &bytes)
        // Whether there are nulls; set when one comes.
        self.append(UInt32(0), to: &bytes)
        self.append(element.oid, to: &bytes)
        self.append(UInt32(rows.count), to: &bytes)
        self.append(UInt32(1), to: &bytes)
        for row in rows { try self.append(row[column], of: element, to: &bytes) }
        return bytes
    }

    private static func append(_ value: SQLValue, of element: Element, to bytes: inout [UInt8]) throws {
        switch (value, element) {
        case (.null, _):
            bytes[7] = 1
            self.append(UInt32.max, to: &bytes)
        case (.integer(let number), .integer):
            self.append(UInt32(8), to: &bytes)
            self.append(UInt64(bitPattern: number), to: &bytes)
        case (.text(let text), .text):
            guard !text.utf8.contains(0) else { throw SQLError(.other, "a text argument contains a NUL") }
            self.append(UInt32(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case (.bytes(let value), .bytes):
            self.append(UInt32(value.count), to: &bytes)
            bytes.append(contentsOf: value)
        default: preconditionFailure("an array of \(element.arrayType) cannot hold this value")
        }
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
