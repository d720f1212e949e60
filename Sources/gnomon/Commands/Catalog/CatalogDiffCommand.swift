import ArgumentParser
import Catalog

struct CatalogDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say which rows two catalogues have differently.",
        discussion: """
            Each is a folder with the three files, a signed catalogue, whose signature is not looked at, or the word \
            shipped. Lines begin with + (added), - (removed) or ~ (changed).
            """)

    @Argument(help: "The catalogue before.") var old: String
    @Argument(help: "The catalogue after.") var new: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let before = try CatalogSource.content(of: self.old)
        let after = try CatalogSource.content(of: self.new)
        let diff = try CatalogSource.naming("\(self.old), \(self.new)") { () throws(CatalogFault) in
            try CatalogDiff(from: before, to: after)
        }
        if self.json { return try Output.json(DiffBody(diff)) }
        for row in diff.added { Output.line(Output.safe("+ \(row.kind) \(Self.text(of: row))")) }
        for row in diff.removed { Output.line(Output.safe("- \(row.kind) \(Self.text(of: row))")) }
        for change in diff.changed {
            let fields = change.fields.map { "\($0): \(change.before[$0]) → \(change.after[$0])" }
            Output.line(
                Output.safe("~ \(change.after.kind) \(Self.name(of: change.after))  \(fields.joined(separator: "; "))"))
        }
        Output.note("\(diff.added.count) added, \(diff.removed.count) removed, \(diff.changed.count) changed.")
    }

    private static func name(of row: CatalogRow) -> String {
        switch row.file {
        case .apps: row["value"]
        case .providers: row["id"]
        case .scopes: "\(row["provider"]) \(row["scope"])"
        }
    }

    private static func text(of row: CatalogRow) -> String {
        let says: String
        switch row.file {
        case .apps: says = "\(row["app"]), \(row["ai_class"])"
        case .providers: says = row["name"]
        case .scopes: says = "\(row["access"]) \(row["data_class"]) \(row["sensitivity"])"
        }
        return "\(self.name(of: row))  \(says)  [\(row.source)]"
    }

    private struct DiffBody: Encodable {
        struct Change: Encodable {
            var before: [String: String]
            var after: [String: String]
        }

        var added: [[String: String]]
        var removed: [[String: String]]
        var changed: [Change]

        init(_ diff: CatalogDiff) {
            self.added = diff.added.map(\.fields)
            self.removed = diff.removed.map(\.fields)
            self.changed = diff.changed.map { Change(before: $0.before.fields, after: $0.after.fields) }
        }
    }
}
