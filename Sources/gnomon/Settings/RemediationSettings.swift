import Egress
import Foundation
import Governance
import Remediation
import Store

/// How approved actions are carried out, what stands is listed, and the outside is reached.
struct RemediationSettings: Sendable {
    var jobs: JobRules
    var listingInterval: Int64
    var listings: ListingRules
    var egress: EgressSettings
    /// Whether connectors to this machine itself are refused.
    var isProduction: Bool

    init(_ settings: SettingsReader) throws {
        var jobs = JobRules()
        jobs.attempts = try settings.number("remediation.attempts", in: 1...100, default: jobs.attempts)
        jobs.rescues = try settings.number("remediation.rescues", in: 0...100, default: jobs.rescues)
        jobs.firstWait = Int64(
            try settings.number("remediation.first_wait_ms", in: 1...3_600_000, default: Int(jobs.firstWait)))
        jobs.longestWait = Int64(
            try settings.number("remediation.longest_wait_ms", in: 1...86_400_000, default: Int(jobs.longestWait)))
        jobs.window = Int64(
            try settings.number("remediation.window_ms", in: 1000...604_800_000, default: Int(jobs.window)))
        jobs.readBacks = try settings.list("remediation.read_backs_ms", default: jobs.readBacks.map(String.init)).map {
            guard let wait = Int64($0), (1...86_400_000).contains(wait) else {
                throw SettingsReader.failure("remediation.read_backs_ms", "a list of milliseconds, 1 to 86400000")
            }
            return wait
        }
        jobs.secondAbsence = Int64(
            try settings.number("remediation.second_absence_ms", in: 1...86_400_000, default: Int(jobs.secondAbsence)))
        self.jobs = jobs
        self.listingInterval =
            1000 * Int64(try settings.number("listings.interval_seconds", in: 0...2_592_000, default: 21_600))
        var listings = ListingRules()
        listings.vanishing = try settings.number("listings.vanishing", in: 0...1_000_000, default: listings.vanishing)
        listings.share = try settings.number("listings.vanishing_percent", in: 0...100, default: listings.share)
        self.listings = listings
        let environment = settings.text("environment", default: "production")
        guard ["production", "test"].contains(environment) else {
            throw SettingsReader.failure("environment", "production or test")
        }
        self.isProduction = environment == "production"
        self.egress = try Self.egress(settings)
    }

    private static func egress(_ settings: SettingsReader) throws -> EgressSettings {
        let networks = try settings.list("egress.proxy_networks", default: []).map { text in
            guard let range = NetworkRange(text) else {
                throw SettingsReader.failure("egress.proxy_networks", "a list of CIDR ranges")
            }
            return range
        }
        // Read even without a proxy: what nobody asks for counts as misspelt.
        let exceptions = settings.text("egress.no_proxy", default: "")
        let proxy: EgressProxy?
        do {
            if let url = settings.filledText("egress.proxy") {
                proxy = try EgressProxy(url: url, exceptions: exceptions)
            } else {
                proxy = try EgressProxy.of(environment: ProcessInfo.processInfo.environment)
            }
        } catch {
            throw SettingsReader.failure("egress.proxy", "an address such as http://proxy.example:3128")
        }
        return EgressSettings(
            proxy: proxy, proxyNetworks: networks, extraCABundle: settings.filledText("egress.ca_file"),
            connectTimeout: .seconds(try settings.number("egress.connect_seconds", in: 1...300, default: 10)),
            totalTimeout: .seconds(try settings.number("egress.total_seconds", in: 1...600, default: 30)))
    }
}
