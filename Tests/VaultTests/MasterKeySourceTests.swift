import Cryptography
import Foundation
import Testing
import Vault

@Suite("Master key source")
final class MasterKeySourceTests {
    private let folder: URL
    private let text = String(repeating: "0F", count: 32)

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-vault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(at: self.folder) } catch { Issue.record(error) }
    }

    private func path(_ name: String) -> String { self.folder.appendingPathComponent(name).path }

    private func write(_ text: String, mode: Int = 0o600) throws -> String {
        let path = self.path("key-\(UUID().uuidString)")
        try #require(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func code(_ source: MasterKeySource, _ environment: [String: String] = [:]) -> String? {
        do throws(VaultError) {
            _ = try source.key(environment: environment)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("makes a key's file for its owner alone, reads it, and never replaces one")
    func create() throws {
        let path = self.path("vault-key")

        let id = try KeyFile.create(at: path)
        let again = try #require(throws: VaultError.self) { try KeyFile.create(at: path) }

        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try MasterKeySource.file(path: path).key(environment: [:]).id == id)
        #expect(again.code == "vault_key_exists")
        #expect(try MasterKeySource.file(path: path).key(environment: [:]).id == id, "it is left as it was")
    }

    @Test("says that a folder for a new key is not there")
    func noFolder() throws {
        let error = try #require(throws: VaultError.self) { try KeyFile.create(at: self.path("none/key")) }

        #expect(error.code == "vault_key_missing")
    }

    @Test(
        "refuses a file that others may use, and says how to mend it",
        arguments: [
            (0o600, nil), (0o400, nil), (0o700, nil), (0o640, "vault_key_unsafe"), (0o604, "vault_key_unsafe"),
            (0o620, "vault_key_unsafe"), (0o601, "vault_key_unsafe"), (0o666, "vault_key_unsafe"),
        ] as [(Int, String?)])
    func modes(mode: Int, code: String?) throws {
        let source = MasterKeySource.file(path: try self.write(self.text, mode: mode))

        #expect(self.code(source) == code)
        guard code != nil else { return }
        let error = try #require(throws: VaultError.self) { try source.key(environment: [:]) }
        #expect(error.detail.contains("chmod 600 "))
    }

    @Test("refuses a file of somebody else's", .enabled(if: geteuid() == 0, "only root can give files away"))
    func owner() throws {
        let path = try self.write(self.text)
        try #require(chown(path, 65_534, 65_534) == 0)

        let error = try #require(throws: VaultError.self) { try MasterKeySource.file(path: path).key(environment: [:]) }

        #expect(error.code == "vault_key_unsafe")
        #expect(error.detail.contains("belongs to user 65534"))
    }

    @Test("refuses links, folders and pipes, without waiting for one")
    func kinds() throws {
        try FileManager.default.createSymbolicLink(
            atPath: self.path("link"), withDestinationPath: self.write(self.text))
        try #require(mkfifo(self.path("pipe"), 0o600) == 0)

        for name in ["link", "pipe", "."] {
            #expect(self.code(.file(path: self.path(name))) == "vault_key_unsafe", "\(name)")
        }
        #expect(self.code(.file(path: self.path("none"))) == "vault_key_missing")
    }

    @Test(
        "takes 64 hexadecimal digits and one line's end, and shows none of what is wrong",
        arguments: [
            (String(repeating: "0f", count: 32), true), (String(repeating: "0F", count: 32) + "\n", true),
            ("", false), ("\n", false), (String(repeating: "0f", count: 31), false),
            (String(repeating: "0f", count: 33), false), (String(repeating: "0f", count: 32) + "\n\n", false),
            (String(repeating: "0f", count: 32) + "\r\n", false), (" " + String(repeating: "0f", count: 32), false),
            (String(repeating: "0g", count: 32), false), (String(repeating: "canary", count: 400), false),
        ])
    func texts(text: String, isKey: Bool) throws {
        let path = try self.write(text)
        let sources: [(MasterKeySource, [String: String])] = [
            (.file(path: path), [:]), (.environment(variable: "KEY"), ["KEY": text]),
        ]

        for (source, environment) in sources where !(text.isEmpty && source == .environment(variable: "KEY")) {
            #expect(self.code(source, environment) == (isKey ? nil : "vault_key_invalid"))
        }
        do { _ = try MasterKeySource.file(path: path).key(environment: [:]) } catch {
            #expect(!"\(error)".contains("canary") && !"\(error)".contains("0f0f"))
        }
    }

    @Test("reads a credential of systemd's, whose group may be its reader")
    func credential() throws {
        let path = try self.write(self.text, mode: 0o440)
        let name = URL(fileURLWithPath: path).lastPathComponent
        let environment = ["CREDENTIALS_DIRECTORY": self.folder.path]

        #expect(self.code(.credential(name: name), environment) == nil)
        #expect(self.code(.credential(name: name)) == "vault_key_missing")
        #expect(self.code(.credential(name: "none"), environment) == "vault_key_missing")
        for other in ["../\(self.folder.lastPathComponent)/\(name)", "", ".", "..", "/etc/passwd"] {
            #expect(self.code(.credential(name: other), environment) == "vault_key_invalid", "\(other)")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        #expect(self.code(.credential(name: name), environment) == "vault_key_unsafe")
    }

    @Test("warns of a key in the environment alone, without showing it")
    func warning() throws {
        let source = MasterKeySource.environment(variable: "GNOMON_VAULT_KEY")

        #expect(source.warning?.contains("GNOMON_VAULT_KEY") == true)
        #expect(MasterKeySource.file(path: "/a").warning == nil)
        #expect(MasterKeySource.credential(name: "a").warning == nil)
        #expect(self.code(source) == "vault_key_missing")
        #expect(self.code(source, ["GNOMON_VAULT_KEY": ""]) == "vault_key_missing")
    }

    @Test("gives the same name to the same key, wherever it comes from")
    func names() throws {
        let file = try MasterKeySource.file(path: self.write(self.text)).key(environment: [:])
        let lower = try MasterKeySource.environment(variable: "K").key(environment: ["K": self.text.lowercased()])

        #expect(file.id == lower.id)
        #expect(try MasterKey().id != MasterKey().id)
    }
}

@Suite("Secret hint")
struct SecretHintTests {
    @Test(
        "shows the last four characters of a secret that is long enough",
        arguments: [
            ("xoxb-1234567890-abcd", "abcd"), ("1234567890123456", "3456"), ("1234567890123456\n", "3456"),
            ("123456789012345", nil), ("123456789012345 \n", nil), ("", nil), ("   ", nil),
            ("12345678901234é", nil), ("1234567890123 567", nil),
        ] as [(String, String?)])
    func hints(secret: String, hint: String?) {
        #expect(SecretHint.lastFour(of: SecretBytes(secret.utf8)) == hint)
    }
}
