import Cryptography
import Foundation

/// Where a master key is kept.
package enum MasterKeySource: Sendable, Equatable {
    /// A file that its owner alone may read; the owner is this process's user or root.
    case file(path: String)
    /// A credential of systemd's (`LoadCredential=` or `LoadCredentialEncrypted=`): a file in the folder that
    /// `CREDENTIALS_DIRECTORY` names. systemd guards that folder, and may let the service's user read the file through
    /// its group's bits (systemd.exec(5)), so these are not held against it.
    case credential(name: String)
    /// A variable of the environment. Other processes of the user can read it, and so can whoever sees a crash report.
    case environment(variable: String)

    /// Reads the key.
    ///
    /// - Parameter environment: the process's.
    /// - Throws: `keyMissing`, `keyUnsafe`, `keyInvalid`.
    package func key(environment: [String: String]) throws(VaultError) -> MasterKey {
        switch self {
        case .file(let path):
            return try MasterKey(text: KeyFile.read(path, allowed: KeyFile.ownerOnly))
        case .credential(let name):
            guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else {
                throw VaultError(
                    .keyMissing, "CREDENTIALS_DIRECTORY is not set: systemd hands no credential to this process")
            }
            guard !name.contains("/"), !name.isEmpty, name != "..", name != "." else {
                throw VaultError(.keyInvalid, "the name of a credential has no slash and no path in it")
            }
            return try MasterKey(text: KeyFile.read("\(folder)/\(name)", allowed: KeyFile.ownerAndGroup))
        case .environment(let variable):
            guard let text = environment[variable], !text.isEmpty else {
                throw VaultError(.keyMissing, "the environment has no \(variable)")
            }
            return try MasterKey(text: SecretBytes(text.utf8))
        }
    }

    /// What whoever starts the process should know of this source; `nil` when it is a good one.
    package var warning: String? {
        guard case .environment(let variable) = self else { return nil }
        return
            "the vault's master key comes from the environment (\(variable)), which others can read: use a file"
    }
}
