import ArgumentParser

/// The one executable: daemon and command line.
@main
struct Gnomon: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "gnomon",
        abstract: "Shows a company its shadow AI: which agents people let into its apps, and what to do about it.",
        version: version,
        subcommands: [
            Serve.self, FindingsCommand.self, GrantsCommand.self, ConnectionsCommand.self, AppsCommand.self,
            ActionsCommand.self, JobsCommand.self, ConnectorsCommand.self, WebhooksCommand.self, VaultCommand.self,
            LogCommand.self, PolicyCommand.self, EnrolmentCommand.self, TokensCommand.self, PeopleCommand.self,
            CatalogCommand.self, RiskCommand.self, EvaluateCommand.self, ReportsCommand.self, StoreCommand.self,
            Explain.self, Status.self, SensorsCommand.self, PluginPolicyCommand.self,
        ])

    static func main() async {
        do {
            var command = try self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Output.error(failure.message)
            self.exit(withError: ExitCode(failure.exit.rawValue))
        } catch {
            self.exit(withError: error)
        }
    }
}
