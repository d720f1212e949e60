/// Reads comma-separated values with a header line (RFC 4180), columns by name.
package struct CSV: Sendable {
    /// Why a text is no table.
    package enum Failure: Error, Equatable {
        case missingHeader
        case missingColumn(String)
        /// A quoted field does not end.
        case unterminatedQuote(line: Int)
        /// A line has another number of fields than the header.
        case unevenRow(line: Int)
    }

    /// Column names, in order.
    package let columns: [String]
    /// Data rows, each as long as `columns`.
    package let rows: [[String]]

    /// Reads `text`, UTF-8. Lines end in LF or CRLF; empty lines are skipped.
    package init(_ text: some Collection<UInt8>) throws(Failure) {
        var records: [(line: Int, fields: [String])] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        var line = 1
        var start = 1
        var iterator = text.makeIterator()
        var pending: UInt8?

        func endField() {
            fields.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        func endRecord() {
            if !(fields.isEmpty && field.isEmpty && !wasQuoted) {
                endField()
                records.append((start, fields))
            }
            fields = []
            start = line
        }

        while let byte = pending ?? iterator.next() {
            pending = nil
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    let next = iterator.next()
                    if next == UInt8(ascii: "\"") {
                        field.append(byte)
                    } else {
                        isQuoted = false
                        pending = next
                    }
                } else {
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    field.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where field.isEmpty && !wasQuoted:
                isQuoted = true
                wasQuoted = true
            case UInt8(ascii: ","): endField()
            case UInt8(ascii: "\n"):
                line += 1
                endRecord()
            case UInt8(ascii: "\r"): break
            default: field.append(byte)
            }
        }
        guard !isQuoted else { throw .unterminatedQuote(line: start) }
        endRecord()

        guard let header = records.first else { throw .missingHeader }
        let width = header.fields.count
        if let uneven = records.first(where: { $0.fields.count != width }) {
            throw .unevenRow(line: uneven.line)
        }
        self.columns = header.fields
        self.rows = records.dropFirst().map(\.fields)
    }

    /// The index of a column.
    package func column(_ name: String) throws(Failure) -> Int {
        guard let index = self.columns.firstIndex(of: name) else { throw .missingColumn(name) }
        return index
    }
}
