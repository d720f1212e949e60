import ArgumentParser
import Catalog
import Foundation

struct CatalogCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look for rows that must not be in a catalogue; nothing is sent.",
        discussion: """
            Finds values outside their sets, look-alike and encoded hosts, hosts that many products share, repeated \
            and contradictory rows, and rows without a source or licence. Each line names file and row. A FILE is a \
            folder with apps.csv, providers.json and scopes.csv, one of these files, or a signed catalogue, whose \
            signature is not looked at. Without one, checks the shipped catalogue. Exit 0: sound; 1: not.
            """)

    @Argument(help: "Folders or files.") var files: [String] = []
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let faults = try self.files.isEmpty ? Self.faults(in: "shipped") : self.files.flatMap(Self.faults)
        if self.json {
            try Output.json(faults.map(FaultBody.init))
        } else {
            for fault in faults { Output.line(Output.safe(fault.text)) }
        }
        guard faults.isEmpty else {
            throw CommandFailure(.failed, "\(faults.count) rows or values are wrong")
        }
        Output.note("Every row is sound.")
    }

    private static func faults(in place: String) throws -> [CatalogFault] {
        if let file = CatalogContent.File(rawValue: (place as NSString).lastPathComponent),
            !CatalogSource.isFolder(place)
        {
            return Self.named(CatalogCheck.faults(in: file, try CatalogSource.bytes(place)), place)
        }
        let files: [String: [UInt8]]
        if place == "shipped" {
            return CatalogCheck.faults(in: try CatalogSource.content(of: place))
        } else if CatalogSource.isFolder(place) {
            files = try CatalogSource.folder(place)
        } else {
            files = try CatalogSource.bundle(place)
        }
        do {
            return Self.named(CatalogCheck.faults(in: try CatalogContent(files: files)), place)
        } catch {
            return Self.named([error], place)
        }
    }

    private static func named(_ faults: [CatalogFault], _ place: String) -> [CatalogFault] {
        faults.map { fault in
            var named = fault
            named.file = place.hasSuffix(fault.file) ? place : "\(place)/\(fault.file)"
            return named
        }
    }

    private struct FaultBody: Encodable {
        var code: String
        var file: String
        var row: Int?
        var detail: String

        init(_ fault: CatalogFault) {
            self.code = fault.code.rawValue
            self.file = fault.file
            self.row = fault.row
            self.detail = fault.detail
        }
    }
}
