/// A host name in the parts that say something of its owner.
///
/// `app.write-well.co.uk` has the label `write-well`, the suffix `co.uk` and, below, `app`.
struct HostLabels: Sendable {
    /// The labels below the registrable domain, left to right.
    let below: [Substring]
    /// The label that the owner registered.
    let label: Substring
    /// What anyone registers under: a top-level domain, or a longer suffix of the project's own short list.
    let suffix: Substring

    /// - Parameter host: as written, without port; a leading `*.` counts for nothing.
    /// - Returns: nil for names of one label, addresses, names of documentation (RFC 2606) and names with a letter
    ///   outside ASCII, spelled out or as `xn--`: what they look like is not what they are.
    init?(_ host: some StringProtocol) {
        guard let name = HostName(String(host)) else { return nil }
        let labels = name.labels.drop { $0 == "*" }
        guard labels.count >= 2, let top = labels.last, top.utf8.contains(where: { $0 > UInt8(ascii: "9") }),
            !labels.contains(where: { $0.hasPrefix("xn--") }), !Self.isReserved(labels)
        else { return nil }
        let length = Self.suffixLength(labels)
        guard labels.count > length else { return nil }
        let place = labels.endIndex - length - 1
        self.below = Array(labels[..<place])
        self.label = labels[place]
        self.suffix = name.text[labels[place + 1].startIndex...]
    }

    /// The registrable domain.
    var domain: String { "\(self.label).\(self.suffix)" }

    /// The last label.
    var topLevel: Substring { self.suffix.split(separator: ".").last ?? self.suffix }

    private static func suffixLength(_ labels: ArraySlice<Substring>) -> Int {
        for length in [3, 2] where labels.count > length {
            let suffix = labels.suffix(length).joined(separator: ".")[...]
            if Self.publicSuffixes.contains(suffix) || SharedHosting.isShared(suffix) { return length }
        }
        return 1
    }

    private static func isReserved(_ labels: ArraySlice<Substring>) -> Bool {
        guard let top = labels.last else { return true }
        if ["example", "invalid", "localhost", "test", "local", "internal"].contains(top) { return true }
        return labels.dropLast().last == "example" && ["com", "net", "org"].contains(top)
    }

    /// Second levels under which companies register, from the registries' own rules.
    private static let publicSuffixes: Set<Substring> = [
        "ac.jp", "ac.uk", "co.id", "co.il", "co.in", "co.jp", "co.ke", "co.kr", "co.nz", "co.th", "co.uk", "co.za",
        "com.ar", "com.au", "com.br", "com.cn", "com.co", "com.hk", "com.mx", "com.my", "com.ng", "com.pe",
        "com.ph", "com.pl", "com.pt", "com.sa", "com.sg", "com.tr", "com.tw", "com.ua", "com.vn", "edu.au",
        "gov.uk", "ne.jp", "net.au", "net.cn", "net.nz", "or.jp", "or.kr", "org.au", "org.cn", "org.uk",
    ]
}
