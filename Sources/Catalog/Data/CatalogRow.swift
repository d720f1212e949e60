import FoundationEssentials
import Grants

/// One row of a catalogue as text: which file has it where, what it is about, and every field it has.
package struct CatalogRow: Sendable, Equatable {
    package var file: CatalogContent.File
    /// The line of a table, the place of a provider in its list; from 1.
    package var row: Int
    /// What the row is about: rows of two versions with one key speak of the same thing.
    package var key: String
    /// By column or member; what is no text is JSON.
    package var fields: [String: String]

    package subscript(name: String) -> String { self.fields[name] ?? "" }

    /// Where the row comes from, as it is written there.
    package var source: String { self["source"] }

    /// Where it stands, for a person.
    package var place: String { "\(self.file.rawValue) row \(self.row)" }
}

extension CatalogRow {
    /// The rows of a file, in its order.
    ///
    /// - Throws: `CatalogFault` when it is no table or JSON, or a column is missing.
    package static func rows(of file: CatalogContent.File, _ bytes: [UInt8]) throws(CatalogFault) -> [CatalogRow] {
        switch file {
        case .apps:
            try self.table(file, bytes, columns: ["kind", "value", "app", "vendor", "category", "ai_class", "source"]) {
                let isExact = $0["kind"] == KnownApp.Kind.clientID.rawValue
                let value = $0["value", default: ""]
                return
                    "\($0["kind", default: ""]) \(isExact ? value : value.lowercased()) \($0["provider", default: ""])"
            }
        case .scopes:
            try self.table(
                file, bytes, columns: ["provider", "scope", "access", "data_class", "sensitivity", "source"]
            ) { "\($0["provider", default: ""]) \($0["scope", default: ""].lowercased())" }
        case .providers: try self.providers(bytes)
        }
    }

    private static func table(
        _ file: CatalogContent.File, _ bytes: [UInt8], columns: [String], key: ([String: String]) -> String
    ) throws(CatalogFault) -> [CatalogRow] {
        let csv: CSV
        do {
            csv = try CSV(bytes)
        } catch {
            throw CatalogFault(error, file)
        }
        if let missing = columns.first(where: { !csv.columns.contains($0) }) {
            throw CatalogFault(.missingColumn, file.rawValue, row: 1, detail: "the column \(missing) is missing")
        }
        return csv.rows.enumerated().map { index, values in
            let fields = Dictionary(zip(csv.columns, values), uniquingKeysWith: { first, _ in first })
            return CatalogRow(file: file, row: index + 2, key: key(fields), fields: fields)
        }
    }

    private static func providers(_ bytes: [UInt8]) throws(CatalogFault) -> [CatalogRow] {
        struct List: Decodable {
            var providers: [[String: JSONMember]]
        }
        let name = CatalogContent.File.providers.rawValue
        let list: List
        do {
            list = try JSONDecoder().decode(List.self, from: Data(bytes))
        } catch {
            throw CatalogFault(.unreadable, name, detail: "is no JSON object with a list of providers")
        }
        return list.providers.enumerated().map { index, members in
            var fields = members.mapValues(\.text)
            if case .array(let sources)? = members["sources"]?.json {
                fields["source"] = sources.map { JSONMember(json: $0).text }.joined(separator: "; ")
                fields["sources"] = nil
            }
            return CatalogRow(file: .providers, row: index + 1, key: fields["id"] ?? "", fields: fields)
        }
    }
}

extension CatalogFault {
    /// Why a text is no table.
    init(_ failure: CSV.Failure, _ file: CatalogContent.File) {
        switch failure {
        case .missingHeader: self.init(.unreadable, file.rawValue, detail: "is empty")
        case .missingColumn(let name):
            self.init(.missingColumn, file.rawValue, row: 1, detail: "the column \(name) is missing")
        case .unterminatedQuote(let line):
            self.init(.unreadable, file.rawValue, row: line, detail: "a quoted field does not end")
        case .unevenRow(let line):
            self.init(.unreadable, file.rawValue, row: line, detail: "has another number of fields than the header")
        }
    }
}

/// Any JSON value with whole numbers.
struct JSONMember: Decodable {
    var json: CanonicalJSON

    init(json: CanonicalJSON) {
        self.json = json
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self.json = .null
        } else if let value = try? container.decode(Bool.self) {
            self.json = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self.json = .int(value)
        } else if let value = try? container.decode(String.self) {
            self.json = .string(value)
        } else if let values = try? container.decode([JSONMember].self) {
            self.json = .array(values.map(\.json))
        } else {
            self.json = .object(try container.decode([String: JSONMember].self).mapValues(\.json))
        }
    }

    /// A text as it is, anything else as canonical JSON.
    var text: String {
        if case .string(let text) = self.json { return text }
        return self.json == .null ? "" : String(decoding: self.json.bytes, as: UTF8.self)
    }
}
