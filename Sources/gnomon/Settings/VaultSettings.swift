import Foundation
import Vault

/// Where the vault's master keys are.
struct VaultSettings: Sendable {
    private let keyFile: String?
    private let previousKeyFile: String?

    /// Of the credential that systemd hands over, see systemd.exec(5), LoadCredential.
    private static let credential = "gnomon-vault-key"
    /// Holds a key itself; a last resort.
    static let variable = "GNOMON_VAULT_KEY"

    init(_ settings: SettingsReader) {
        self.keyFile = settings.filledText("vault.key_file")
        self.previousKeyFile = settings.filledText("vault.previous_key_file")
    }

    /// Whether somebody meant to have a vault.
    var isNamed: Bool { self.keyFile != nil || self.previousKeyFile != nil }

    /// - Parameter warning: called with what whoever starts the service should know.
    /// - Throws: `VaultError`.
    func ring(warning: (String) -> Void) throws -> KeyRing {
        let environment = ProcessInfo.processInfo.environment
        let source = self.source(environment)
        if let text = source.warning { warning(text) }
        return KeyRing(
            current: try source.key(environment: environment),
            previous: try self.previousKeyFile.map { [try MasterKeySource.file(path: $0).key(environment: [:])] } ?? [])
    }

    private func source(_ environment: [String: String]) -> MasterKeySource {
        if let file = self.keyFile { return .file(path: file) }
        if let folder = environment["CREDENTIALS_DIRECTORY"],
            FileManager.default.fileExists(atPath: "\(folder)/\(Self.credential)")
        {
            return .credential(name: Self.credential)
        }
        return .environment(variable: Self.variable)
    }
}
