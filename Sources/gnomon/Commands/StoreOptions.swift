import ArgumentParser
import Store

/// Which database a command reads itself, beside a server if there is one.
struct StoreOptions: ParsableArguments {
    @Option(help: "sqlite:PATH or postgresql://…. (GNOMON_STORE, default sqlite:var/gnomon.sqlite)")
    var store: String?

    func location() throws -> StoreLocation {
        let text = self.store ?? Environment.value("GNOMON_STORE") ?? "sqlite:var/gnomon.sqlite"
        return try Self.location(text, option: "--store")
    }

    static func location(_ text: String, option: String) throws -> StoreLocation {
        guard let location = StoreLocation(text) else {
            throw CommandFailure(.failed, "\(option) must be sqlite:PATH or postgresql://…")
        }
        return location
    }
}
