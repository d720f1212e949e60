import Foundation
import Testing

/// What campaigns ask of a fake.
extension FakeProcess {
    struct Grant: Hashable {
        var subject: String
        var client: String
    }

    /// What really stands.
    func grants() throws -> Set<Grant> {
        let grants = try #require(try self.control("GET", "grants")["grants"] as? [[String: Any]])
        return Set(
            grants.map {
                Grant(subject: $0["subject"] as? String ?? "", client: $0["client_id"] as? String ?? "")
            })
    }

    /// Calls so far, how many of them were refused as too fast, and the most in one second.
    func calls() throws -> (total: Int, throttled: Int, peak: Int) {
        let counts = try self.control("GET", "calls?limit=0")
        return (
            try #require(counts["total"] as? Int), try #require(counts["throttled"] as? Int),
            try #require(counts["peak_per_second"] as? Int)
        )
    }

    /// Orders faults, each a `FaultOrder` as the control interface takes it.
    func order(_ faults: [[String: Any]]) throws {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: faults), as: UTF8.self)
        try self.control("POST", "faults", text)
    }

    func limit(callsPerSecond: Int) throws {
        try self.control("POST", "limit", "{\"calls_per_second\":\(callsPerSecond)}")
    }
}
