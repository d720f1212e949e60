import ArgumentParser
import Catalog
import Foundation
import Governance

/// Where a command finds a catalogue on disk.
enum CatalogSource {
    /// Reads a folder with the three files, or a signed catalogue, whose signature is not looked at; `shipped` is the
    /// one that this program brings along.
    static func content(of place: String) throws -> CatalogContent {
        if place == "shipped" { return try self.naming(place) { () throws(CatalogFault) in try .shipped() } }
        let files = self.isFolder(place) ? try self.folder(place) : try self.bundle(place)
        return try self.naming(place) { () throws(CatalogFault) in try CatalogContent(files: files) }
    }

    static func isFolder(_ place: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The catalogue's files in a folder, by name.
    static func folder(_ place: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for file in CatalogContent.File.allCases {
            files[file.rawValue] = try self.bytes("\(place)/\(file.rawValue)")
        }
        return files
    }

    static func bundle(_ place: String) throws -> [String: [UInt8]] {
        do {
            return try CatalogBundle.unverifiedFiles(try self.bytes(place))
        } catch let refusal as CatalogRefusal {
            throw CommandFailure(.refused, "\(place): \(refusal.code.rawValue): \(refusal.detail)")
        }
    }

    /// A file's bytes. One that is longer than any catalogue is not read.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int
        else { throw CommandFailure(.failed, "cannot read \(path)") }
        guard size <= CatalogBundle.maximumBytes else {
            let refusal = CatalogRefusal.tooLarge
            throw CommandFailure(.refused, "\(path): \(refusal.code.rawValue): \(refusal.detail)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(.failed, "cannot read \(path)")
        }
        return [UInt8](data)
    }

    /// Runs `body`, and names the place in what it finds wrong.
    static func naming<Value>(_ place: String, _ body: () throws(CatalogFault) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw CommandFailure(.failed, "\(place): \(error.text)")
        }
    }
}

extension ConnectionOptions {
    /// Whether a service was named; without one, the shipped catalogue is meant, offline.
    var namesServer: Bool { self.server != nil || Environment.value("GNOMON_SERVER") != nil }
}
