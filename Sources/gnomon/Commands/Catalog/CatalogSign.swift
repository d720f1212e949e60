import ArgumentParser
import Catalog
import Foundation
import Governance

struct CatalogSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign a catalogue, so that others can import it.",
        discussion: """
            Checks every row first. The key is an Ed25519 key in a PEM file, as made by: openssl genpkey -algorithm \
            ed25519 -out FILE. Prints the signed catalogue on standard output, or writes it to --out, and names the \
            public key, which goes into the setting catalog.trusted_keys of those who import it.
            """)

    @Option(help: "File with the private key.") var key: String
    @Option(help: "The file to write; nothing that exists is overwritten.") var out: String?
    @Argument(help: "A folder with apps.csv, providers.json and scopes.csv, or these files.") var files: [String]

    func run() throws {
        guard let text = try? String(contentsOfFile: self.key, encoding: .utf8) else {
            throw CommandFailure(
                .failed, "cannot read \(self.key); make a key by: openssl genpkey -algorithm ed25519 -out \(self.key)")
        }
        guard let key = SigningKeyFile.key(text) else {
            throw CommandFailure(.failed, "\(self.key) holds no Ed25519 private key in PEM or Base64")
        }
        let files = try self.contents()
        let place = self.files.joined(separator: ", ")
        let content = try CatalogSource.naming(place) { () throws(CatalogFault) in try CatalogContent(files: files) }
        let faults = CatalogCheck.faults(in: content)
        guard faults.isEmpty else {
            for fault in faults { Output.note(Output.safe(fault.text)) }
            throw CommandFailure(
                .refused, "catalog_invalid: \(faults.count) rows or values are wrong; nothing was signed")
        }
        let version = try CatalogSource.naming(place) { () throws(CatalogFault) in try content.version() }
        let bundle = try CatalogBundle.signed(files, version: version, by: key)
        if let out = self.out {
            guard !FileManager.default.fileExists(atPath: out) else {
                throw CommandFailure(.refused, "\(out) is there already")
            }
            guard FileManager.default.createFile(atPath: out, contents: Data(bundle)) else {
                throw CommandFailure(.failed, "cannot write \(out)")
            }
        } else {
            Output.bytes(bundle)
        }
        let publicKey = try CatalogKey(of: key)
        Output.note("Catalogue \(version) is signed by key \(publicKey.id).")
        Output.note("Trusted by: catalog.trusted_keys (GNOMON_CATALOG_TRUSTED_KEYS) = \(publicKey.text)")
    }

    private func contents() throws -> [String: [UInt8]] {
        if self.files.count == 1, CatalogSource.isFolder(self.files[0]) {
            return try CatalogSource.folder(self.files[0])
        }
        var contents: [String: [UInt8]] = [:]
        for file in self.files { contents[(file as NSString).lastPathComponent] = try CatalogSource.bytes(file) }
        return contents
    }
}
