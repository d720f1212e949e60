import SQL

/// One list of arguments in the form that libpq takes: numbers and texts as text, bytes as they are.
struct PostgresArguments {
    private var storage: [UInt8] = []
    /// Where each value begins in `storage`; `nil` for a null.
    private var starts: [Int?] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []

    /// - Throws: `SQLError` of kind `other` for a text with a NUL, which PostgreSQL does not store.
    init(_ values: some Sequence<SQLValue>) throws {
        for value in values {
            switch value {
            case .null: self.appendNull()
            case .integer(let number): self.append(String(number).utf8, format: 0)
            case .real(let number): self.append("\(number)".utf8, format: 0)
            case .text(let text):
                guard !text.utf8.contains(0) else { throw SQLError(.other, "a text argument contains a NUL") }
                self.append(text.utf8, format: 0)
            case .bytes(let bytes): self.append(bytes, format: 1)
            }
        }
    }

    private mutating func append(_ bytes: some Collection<UInt8>, format: CInt) {
        self.formats.append(format)
        self.starts.append(self.storage.count)
        self.lengths.append(CInt(bytes.count))
        self.storage.append(contentsOf: bytes)
        self.storage.append(0)
    }

    private mutating func appendNull() {
        self.formats.append(0)
        self.starts.append(nil)
        self.lengths.append(0)
    }

    /// Calls `body` with the count and libpq's three arrays.
    func withPointers<Value>(
        _ body: (
            CInt, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?
        ) -> Value
    ) -> Value {
        self.storage.withUnsafeBytes { raw in
            let storage = raw.assumingMemoryBound(to: CChar.self)
            let pointers = self.starts.map { start in start.flatMap { start in storage.baseAddress.map { $0 + start } }
            }
            return pointers.withUnsafeBufferPointer { pointers in
                body(CInt(pointers.count), pointers.baseAddress, self.lengths, self.formats)
            }
        }
    }
}
