import Governance
import Grants
import Risk
package import Store

/// What a store knows in the end, without the numbers that depend on the order of arrival.
package struct EndState: Equatable, Sendable {
    package var grants: [String]
    package var connections: [String]
    package var findings: [String]
    package var counts: IntakeCounts

    package init(of world: World) async throws {
        let all = ListRequest(limit: 500)
        self.grants = try await world.store.grants(all).rows.map { grant in
            let person = grant.address ?? grant.domain ?? "?"
            return [
                grant.clientName, grant.resourceName, person, grant.clientID, grant.redirect, grant.access.key,
                grant.liveness.name, "\(grant.firstSeen)", "\(grant.lastSeen)", "\(grant.sightings)",
            ].joined(separator: " | ")
        }.sorted()
        self.connections = try await world.store.connections(all).rows.map { connection in
            [
                connection.client.key, connection.resource.key, connection.access.key, "\(connection.people)",
                connection.liveness.name, "\(connection.firstSeen)", "\(connection.lastSeen)",
            ].joined(separator: " | ")
        }.sorted()
        self.findings = try await world.store.findings(all).rows.map { finding in
            [
                finding.connection.client.key, finding.connection.resource.key, finding.status.rawValue,
                "\(finding.assessment.score)",
                finding.assessment.contributions.map { "\($0.signal) \($0.points)" }.joined(separator: ", "),
                finding.action?.kind.rawValue ?? "none", finding.action?.rule ?? "none",
            ].joined(separator: " | ")
        }.sorted()
        self.counts = try await world.store.intakeCounts()
    }
}
