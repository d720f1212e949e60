import ArgumentParser

/// What every list offers.
struct ListOptions: ParsableArguments {
    @Option(help: "Most rows to show; by default a page of 50 on a terminal, everything in a pipe and as JSON.")
    var limit: Int?
    @Option(help: "Order: a name the list offers, with a leading - for descending (--sort=-score).")
    var sort: String?
    @Option(name: .long, help: "A filter, NAME=VALUE[,VALUE]; may be repeated.")
    var filter: [String] = []
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard self.limit ?? 1 >= 1 else { throw ValidationError("--limit must be at least 1.") }
        guard self.filter.allSatisfy({ $0.contains("=") }) else {
            throw ValidationError("--filter must be NAME=VALUE.")
        }
    }

    /// The query of the list's route; named options are given by the command.
    func query(_ named: [(String, String?)] = []) -> [(String, String)] {
        var query = named.compactMap { name, value in value.map { (name, $0) } }
        for filter in self.filter {
            let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query.append((String(parts[0]), String(parts[1])))
        }
        if let sort { query.append(("sort", sort)) }
        return query
    }
}
