/// Builds a catalogue's files from facts that are kept source by source.
///
/// A fact file has the columns of the file that it goes into; providers are JSON Lines, one provider each. What is
/// built is the same for the same facts, whatever the order of files and rows.
package enum CatalogFacts {
    /// One file of facts, named as it lies in its folder.
    package struct Part: Sendable {
        package var name: String
        package var bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// A table of all rows, sorted by what they are about.
    ///
    /// - Throws: `CatalogFault` naming fact file and row: a file that is no table or has other columns, and a row that
    ///   repeats or contradicts one of another file.
    package static func table(_ file: CatalogContent.File, of parts: [Part]) throws(CatalogFault) -> [UInt8] {
        var columns: [String]?
        var owners: [String: (row: CatalogRow, part: String)] = [:]
        var lines: [(key: String, line: String)] = []
        for part in parts.sorted(by: { $0.name < $1.name }) {
            let csv: CSV
            do {
                csv = try CSV(part.bytes)
            } catch {
                throw CatalogFault(error, file).inside(part.name)
            }
            guard columns == nil || columns == csv.columns else {
                throw CatalogFault(
                    .missingColumn, part.name, row: 1,
                    detail: "has other columns than the files before it: \(columns?.joined(separator: ",") ?? "")")
            }
            columns = csv.columns
            let rows: [CatalogRow]
            do {
                rows = try CatalogRow.rows(of: file, part.bytes)
            } catch {
                throw error.inside(part.name)
            }
            for (row, values) in zip(rows, csv.rows) {
                try Self.claim(row, in: part.name, &owners)
                lines.append((row.key, values.map(Self.field).joined(separator: ",")))
            }
        }
        let header = (columns ?? []).map(Self.field).joined(separator: ",")
        return Array(([header] + lines.sorted { $0.key < $1.key }.map(\.line)).map { $0 + "\n" }.joined().utf8)
    }

    /// The file of all providers, sorted by their ids.
    ///
    /// - Throws: `CatalogFault` naming fact file and line.
    package static func providers(of parts: [Part], version: String) throws(CatalogFault) -> [UInt8] {
        var owners: [String: (row: CatalogRow, part: String)] = [:]
        var lines: [(key: String, line: String)] = []
        for part in parts.sorted(by: { $0.name < $1.name }) {
            for (index, line) in part.bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
                let text = String(decoding: line, as: UTF8.self)
                guard
                    var row = try? CatalogRow.rows(of: .providers, Array("{\"providers\":[\(text)]}".utf8)).first
                else { throw CatalogFault(.unreadable, part.name, row: index + 1, detail: "is no JSON object") }
                row.row = index + 1
                try self.claim(row, in: part.name, &owners)
                lines.append((row.key, text))
            }
        }
        let head = "{\"format\":\"gnomon.providers/1\",\"version\":\"\(version)\",\"providers\":[\n"
        return Array((head + lines.sorted { $0.key < $1.key }.map(\.line).joined(separator: ",\n") + "\n]}\n").utf8)
    }

    private static func claim(
        _ row: CatalogRow, in part: String, _ owners: inout [String: (row: CatalogRow, part: String)]
    ) throws(CatalogFault) {
        guard let owner = owners[row.key] else {
            owners[row.key] = (row, part)
            return
        }
        let isRepeat = owner.row.fields == row.fields
        throw CatalogFault(
            isRepeat ? .duplicateRow : .contradictoryRow, part, row: row.row,
            detail: "\(isRepeat ? "repeats" : "contradicts") row \(owner.row.row) of \(owner.part)")
    }

    /// A field as RFC 4180 writes it, quoted only where it must be.
    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

extension CatalogFault {
    /// The same fault in a file of another name.
    fileprivate func inside(_ name: String) -> CatalogFault {
        var copy = self
        copy.file = name
        return copy
    }
}
