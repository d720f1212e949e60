import APIModel
import ArgumentParser
import Vault

struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "The master key under which connectors' secrets are kept.",
        subcommands: [Key.self, Rotate.self])

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a master key in a new file that only its owner can read.",
            discussion: """
                Name the file in the setting vault.key_file and keep a copy elsewhere: without it every secret has \
                to be given again. To rotate, name the old file in vault.previous_key_file and the new one in \
                vault.key_file, start again, and run gnomon vault rotate.
                """)
        @Argument(help: "The file to make.") var path: String

        func run() throws {
            do {
                let id = try KeyFile.create(at: self.path)
                Output.note(
                    "The master key \(id) is in \(self.path). Use it: GNOMON_VAULT_KEY_FILE=\(self.path) gnomon serve")
            } catch {
                throw CommandFailure(.failed, error.description)
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal every secret under the current master key; nothing stops meanwhile.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let answer = try await self.connection.client().send(
                VaultRotation.self, "POST", "/v1/vault/rotate", [String: String]())
            if self.json { return try Output.json(answer) }
            Output.note("\(answer.secrets) secrets are sealed anew; vault.previous_key_file is no longer needed.")
        }
    }
}
