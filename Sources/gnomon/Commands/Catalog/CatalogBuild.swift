import ArgumentParser
import Catalog
import Foundation

struct CatalogBuild: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build a catalogue's files from facts that are kept source by source.",
        discussion: """
            The folder of facts has apps/*.csv and scopes/*.csv, with the columns of the files they go into, \
            providers/*.jsonl, one provider a line, and a file version. Rows are merged and sorted; a row that \
            repeats or contradicts another is refused by file and row, and so is everything that gnomon catalog check \
            finds. With --check, nothing is written; exit 1 when a byte differs.
            """)

    @Option(help: "The folder of facts.") var from: String
    @Option(help: "The folder of the catalogue's files.") var out: String
    @Flag(help: "Compare with what is there, and write nothing.") var check = false

    func run() throws {
        let files = try self.build()
        let content = try CatalogSource.naming(self.from) { () throws(CatalogFault) in
            try CatalogContent(files: files)
        }
        if let fault = CatalogCheck.faults(in: content).first { throw CommandFailure(.failed, Output.safe(fault.text)) }
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let path = "\(self.out)/\(name)"
            let isSame = FileManager.default.contents(atPath: path) == Data(bytes)
            if isSame { continue }
            guard !self.check else {
                throw CommandFailure(
                    .failed, "\(path) is not what \(self.from) makes; run gnomon catalog build without --check")
            }
            guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
                throw CommandFailure(.failed, "cannot write \(path)")
            }
        }
        Output.note("\(self.out) is what \(self.from) makes.")
    }

    private func build() throws -> [String: [UInt8]] {
        let version = String(decoding: try CatalogSource.bytes("\(self.from)/version"), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let apps = try self.parts("apps", suffix: ".csv")
        let scopes = try self.parts("scopes", suffix: ".csv")
        let providers = try self.parts("providers", suffix: ".jsonl")
        return try CatalogSource.naming(self.from) { () throws(CatalogFault) in
            [
                CatalogContent.File.apps.rawValue: try CatalogFacts.table(.apps, of: apps),
                CatalogContent.File.scopes.rawValue: try CatalogFacts.table(.scopes, of: scopes),
                CatalogContent.File.providers.rawValue: try CatalogFacts.providers(of: providers, version: version),
            ]
        }
    }

    private func parts(_ folder: String, suffix: String) throws -> [CatalogFacts.Part] {
        let path = "\(self.from)/\(folder)"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw CommandFailure(.failed, "cannot read the folder \(path)")
        }
        return try names.filter { $0.hasSuffix(suffix) }.sorted().map { name in
            CatalogFacts.Part(name: "\(folder)/\(name)", bytes: try CatalogSource.bytes("\(path)/\(name)"))
        }
    }
}
