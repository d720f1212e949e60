import CPostgres
import SQL

/// Reads columns of results in binary form (PostgreSQL manual, "Message Formats"; each type's `send` function).
enum PostgresColumn {
    /// - Throws: `SQLError` of kind `other` for a type that statements of ours do not return; cast it there.
    static func value(_ result: OpaquePointer, _ row: CInt, _ column: CInt) throws -> SQLValue {
        if PQgetisnull(result, row, column) == 1 { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        switch PQftype(result, column) {
        case 16: return .integer(bytes.first == 0 ? 0 : 1)
        case 20: return .integer(self.integer(bytes, Int64.self))
        case 21: return .integer(Int64(self.integer(bytes, Int16.self)))
        case 23: return .integer(Int64(self.integer(bytes, Int32.self)))
        case 26: return .integer(Int64(self.integer(bytes, UInt32.self)))
        case 700: return .real(Double(Float(bitPattern: self.integer(bytes, UInt32.self))))
        case 701: return .real(Double(bitPattern: self.integer(bytes, UInt64.self)))
        case 17: return .bytes(Array(bytes))
        case 18, 19, 25, 705, 1042, 1043: return .text(String(decoding: bytes, as: UTF8.self))
        case 1700: return try .integer(self.wholeNumeric(bytes))
        case let type:
            let name = PQfname(result, column).map { String(cString: $0) } ?? ""
            throw SQLError(.other, "column \(name) has the type \(type), which is not read; cast it")
        }
    }

    private static func integer<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _ type: Number.Type
    ) -> Number {
        Number(bigEndian: bytes.loadUnaligned(as: Number.self))
    }

    /// A `numeric` without a fraction, such as the sum of a `bigint` column: counts of digits to the base 10,000,
    /// weight of the first, sign, scale, then the digits.
    private static func wholeNumeric(_ bytes: UnsafeRawBufferPointer) throws -> Int64 {
        func word(_ index: Int) -> Int64 {
            Int64(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        let digits = Int(word(0))
        let weight = Int(word(1))
        var value: Int64 = 0
        var isTooLarge = digits > weight + 1 || word(2) & 0x4000 != 0 && word(2) != 0x4000
        for place in 0...max(weight, 0) where weight >= 0 && !isTooLarge {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, carry) = product.addingReportingOverflow(place < digits ? word(4 + place) : 0)
            isTooLarge = overflow || carry
            value = sum
        }
        guard !isTooLarge else { throw SQLError(.other, "a numeric column is no 64-bit whole number; cast it") }
        return word(2) == 0x4000 ? -value : value
    }
}
