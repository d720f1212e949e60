import APIModel
import ArgumentParser
import Store

/// Credentials that single sensors got for an enrolment token.
struct EnrolmentCredentials: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials", abstract: "List sensors' credentials, the newest first, never their secrets.",
        discussion: ListOffer.credentials.help)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var list: ListOptions
    @Option(help: "valid, expired or revoked; comma-separated.")
    var state: String?

    func run() async throws {
        let table = Table<CredentialBody>(columns: [
            .init(title: "ID", value: { $0.id }), .init(title: "INSTALL", value: { $0.installID }),
            .init(title: "TOKEN", value: { $0.tokenID }),
            .init(title: "NAME", value: { $0.tokenName }, mayShrink: true),
            .init(title: "STATE", value: { $0.state }), .init(title: "CREATED", value: { $0.createdAt }),
            .init(title: "EXPIRES", value: { $0.expiresAt ?? "" }),
            .init(title: "REVOKED", value: { $0.revokedAt ?? "" }),
        ])
        try await ListPrinter(path: "/v1/credentials", table: table).run(
            self.list, [("state", self.state)], by: self.connection)
    }
}

/// Ends credentials.
struct EnrolmentRevokeCredential: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-credential",
        abstract: "End a sensor's credential at once; by an install id or a token's id, every one of it.",
        discussion: "The sensor learns of it with its next report and may enrol again while its token is valid.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "A credential's id, such as crd_1, a sensor's install id, or a token's id, such as enr_1.")
    var id: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let client = try self.connection.client()
        let answer =
            if self.id.hasPrefix("crd_") {
                try await client.checked("DELETE", "/v1/credentials/\(self.id)", [])
            } else {
                try await client.checked(
                    "DELETE", "/v1/credentials", [(self.id.hasPrefix("enr_") ? "token" : "install_id", self.id)])
            }
        let revoked = try APICoding.decode(RevocationBody.self, from: answer.body)
        if self.json { return try Output.json(revoked) }
        Output.note("Revoked: \(revoked.revoked.joined(separator: ", ")). Reports that come with it are refused.")
    }
}
