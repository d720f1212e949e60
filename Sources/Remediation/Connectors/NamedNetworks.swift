package import Egress

/// The networks that a connector or a webhook may reach beside public addresses.
package enum NamedNetworks {
    /// Reads CIDR ranges.
    ///
    /// A range that holds addresses of this machine beside others is refused: loopback is named by itself, so that
    /// whatever may reach it is known for a test.
    ///
    /// - Throws: `connector_settings_invalid`.
    package static func read(_ texts: [String]) throws(ConnectorFault) -> [NetworkRange] {
        var ranges: [NetworkRange] = []
        for text in texts {
            guard let range = NetworkRange(text) else { throw Self.fault("\(text.prefix(64)) is no CIDR range") }
            guard range.isLoopback || !range.reachesThisMachine else {
                throw Self.fault("\(range) reaches this machine too: name the networks that are meant")
            }
            ranges.append(range)
        }
        return ranges
    }

    private static func fault(_ detail: String) -> ConnectorFault {
        ConnectorFault(code: "connector_settings_invalid", detail: "networks: \(detail)")
    }
}
