import APIModel
import ArgumentParser

struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "What is held about a person.", subcommands: [Export.self, Erase.self])

    private struct Asked: Encodable {
        var address: String
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print all that is held about an address, as JSON.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "A mail address.") var address: String
        @Flag(help: "Print JSON; there is no other form.") var json = false

        func run() async throws {
            try Output.json(
                try await self.connection.client().send(
                    PersonBody.self, "POST", "/v1/people/export", Asked(address: self.address)))
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget an address; grants stay without a name, the system log stays valid.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "A mail address.") var address: String
        @Flag(help: "Do it without asking.") var yes = false
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            if !self.yes {
                guard Output.isErrorTerminal else {
                    throw CommandFailure(.refused, "erasing cannot be undone; add --yes")
                }
                Output.note("Erase \(self.address)? This cannot be undone. Type yes:")
                guard readLine() == "yes" else { throw CommandFailure(.cancelled, "nothing was erased") }
            }
            let erased = try await self.connection.client().send(
                ErasureBody.self, "POST", "/v1/people/erase", Asked(address: self.address))
            if self.json { return try Output.json(erased) }
            let person = erased.id.map { "\($0) is nameless now" } ?? "No person of that address is known"
            let reports =
                switch erased.reports {
                case 0: "no kept report named it"
                case 1: "1 kept report that named it was emptied"
                case let count: "\(count) kept reports that named it were emptied"
                }
            Output.note("\(person); \(reports).")
        }
    }
}
