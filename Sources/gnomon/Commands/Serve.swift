import ArgumentParser
import Store

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon: take reports, analyse them, answer questions.",
        discussion: "Flags win over GNOMON_… variables, these over the --config file, that over defaults.")

    @Option(help: "HOST:PORT to listen on; port 0 picks one. (GNOMON_LISTEN, default 127.0.0.1:8787)")
    var listen: String?
    @Option(help: "sqlite:PATH or postgresql://…. (GNOMON_STORE, default sqlite:var/gnomon.sqlite)")
    var store: String?
    @Option(help: "Folder for the admin token and the log's signing key. (GNOMON_STATE_DIR, default var)")
    var stateDir: String?
    @Option(help: "Comma-separated: collector,analyzer,remediator,api. (GNOMON_ROLES, default all)")
    var roles: String?
    @Option(help: "JSON file with settings. (GNOMON_CONFIG)")
    var config: String?
    @Option(help: "Comma-separated CIDR ranges of the proxy that ends TLS. (GNOMON_TRUSTED_PROXY)")
    var trustedProxy: String?
    @Option(help: "Comma-separated host names that this service answers to. (GNOMON_HOST_NAMES)")
    var hostNames: String?
    @Option(help: "Comma-separated mail domains of the organisation. (GNOMON_PEOPLE_DOMAINS)")
    var peopleDomains: String?
    @Flag(help: "Allow plain HTTP on an address that is not loopback. (GNOMON_INSECURE_HTTP)")
    var insecureHttp = false

    func run() async throws {
        var flags: [String: String] = [:]
        flags["listen"] = self.listen
        flags["store"] = self.store
        flags["state.dir"] = self.stateDir
        flags["roles"] = self.roles
        flags["trusted.proxy"] = self.trustedProxy
        flags["host.names"] = self.hostNames
        flags["people.domains"] = self.peopleDomains
        if self.insecureHttp { flags["insecure.http"] = "true" }
        let file = self.config ?? Environment.value("GNOMON_CONFIG")
        do {
            try await Daemon(settings: ServeSettings(flags: flags, configFile: file)).run()
        } catch let error as StoreError {
            throw CommandFailure(error.code == .locked ? .refused : .failed, error.detail)
        }
    }
}
