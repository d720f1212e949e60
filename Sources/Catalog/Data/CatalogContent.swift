import CShippedData
import FoundationEssentials
package import Grants

/// The files of one catalogue, as bytes.
package struct CatalogContent: Sendable, Equatable {
    /// The files that every catalogue has. Raw values are their names.
    package enum File: String, Sendable, CaseIterable {
        case apps = "apps.csv"
        case providers = "providers.json"
        case scopes = "scopes.csv"
    }

    private var files: [File: [UInt8]]

    /// - Throws: `CatalogFault` naming the first file that is missing. Files of other names are left out.
    package init(files: [String: [UInt8]]) throws(CatalogFault) {
        self.files = [:]
        for file in File.allCases {
            guard let bytes = files[file.rawValue] else {
                throw CatalogFault(.unreadable, file.rawValue, detail: "the catalogue has no such file")
            }
            self.files[file] = bytes
        }
    }

    package subscript(file: File) -> [UInt8] { self.files[file, default: []] }

    /// The version that the providers' file names.
    ///
    /// - Throws: `CatalogFault` when it names none.
    package func version() throws(CatalogFault) -> CatalogVersion {
        struct Head: Decodable {
            var version: String
        }
        let name = File.providers.rawValue
        let head: Head
        do {
            head = try JSONDecoder().decode(Head.self, from: Data(self[.providers]))
        } catch {
            throw CatalogFault(.unreadable, name, detail: "is no JSON object with a version")
        }
        guard let version = CatalogVersion(head.version) else {
            throw CatalogFault(.badValue, name, detail: "version must be a day such as 2026-11-24, or 2026-11-24.2")
        }
        return version
    }

    /// The catalogue that this build ships.
    package static func shipped() throws(CatalogFault) -> CatalogContent {
        try CatalogContent(files: [
            File.apps.rawValue: gnomon_apps_csv.array, File.providers.rawValue: gnomon_providers_json.array,
            File.scopes.rawValue: gnomon_scopes_csv.array,
        ])
    }
}

extension gnomon_shipped_file {
    /// The file's bytes.
    fileprivate var array: [UInt8] { Array(UnsafeBufferPointer(start: self.bytes, count: self.size)) }
}
