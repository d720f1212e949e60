import Grants
import Risk
import SQL

/// Signs that a client is no longer who it was: its id at another redirect host, or under another publisher's name.
///
/// Both are asked when a grant comes alive, so that the answer depends on what was granted and not on the order in
/// which refusals came in between.
extension BatchApplication {
    /// Who else uses a client id, among the registrations at one resource.
    struct OtherClients {
        var isAtOtherHost = false
        var isOfOtherApp = false
    }

    /// The marks that a grant sets by coming alive. Connections that had the client id to themselves are marked too.
    mutating func driftMarks(_ grant: ClassifiedGrant, at place: WriterMemory.Place) throws -> ConnectionFacts.Marks {
        guard !grant.client.clientID.isEmpty else { return [] }
        if self.otherClients[place.client] == nil { try self.learnOtherClients(of: [place]) }
        let others = self.otherClients[place.client] ?? OtherClients()
        var marks: ConnectionFacts.Marks = []
        if others.isAtOtherHost, !place.connection.marks.contains(.redirectDrift),
            try self.hasGrantsAtOtherHost(grant, place)
        {
            marks.insert(.redirectDrift)
        }
        if others.isOfOtherApp, try self.markRivals(of: grant, at: place) { marks.insert(.publisherDrift) }
        return marks
    }

    private mutating func hasGrantsAtOtherHost(_ grant: ClassifiedGrant, _ place: WriterMemory.Place) throws -> Bool {
        try self.newGrants.write(self.database)
        return try self.database.value(
            Bool.self,
            """
            SELECT EXISTS (
                SELECT 1 FROM clients k
                WHERE k.org_no = ? AND k.app_no = ? AND k.resource_no = ? AND k.client_id = ?
                    AND \(Self.isAtWebHost) AND k.redirect_host <> ? AND EXISTS (
                        SELECT 1 FROM grants g WHERE g.org_no = k.org_no AND g.connection_no = ?
                            AND g.client_no = k.client_no AND g.liveness > 0))
            """,
            [
                Store.organisation, place.connection.appNumber, place.connection.resourceNumber,
                grant.client.clientID, grant.client.redirectHost, place.connection.number,
            ]) ?? false
    }

    /// Marks the connections in which the client id has grants under another publisher's name.
    ///
    /// - Returns: whether there is one, marked before or now.
    private mutating func markRivals(of grant: ClassifiedGrant, at place: WriterMemory.Place) throws -> Bool {
        try self.newGrants.write(self.database)
        let own = place.connection
        // Those without the mark come first; there is more than one only where an earlier version left them.
        let rivals = try self.database.rows(
            """
            SELECT DISTINCT n.marks & \(ConnectionFacts.Marks.publisherDrift.rawValue) AS mark, n.connection_no, n.app_no
            FROM \(Self.rivals)
            WHERE k.org_no = ? AND k.resource_no = ? AND k.client_id = ? AND k.app_no <> ? AND \(Self.isRival)
            ORDER BY mark, n.connection_no LIMIT 20
            """,
            [
                Store.organisation, own.resourceNumber, grant.client.clientID, own.appNumber, own.app.vendor,
            ])
        for rival in rivals {
            let key = WriterMemory.ConnectionKey(app: rival[2], resource: own.resourceNumber)
            let known =
                try self.memory.connections[key]
                ?? ConnectionLoading.record(of: rival[1], self.database) { try self.scopeProfile($0) }
            guard let known, known.marks.insert(.publisherDrift).inserted else { continue }
            self.memory.remember(known, for: key)
            self.judgeAgain(known)
        }
        return !rivals.isEmpty
    }

    /// Registrations `k` with their app and connection.
    static let rivals = """
        clients k
        JOIN apps a ON a.org_no = k.org_no AND a.app_no = k.app_no
        JOIN connections n ON n.org_no = k.org_no AND n.app_no = k.app_no AND n.resource_no = k.resource_no
        """

    /// Whether they have grants that may be standing, under another publisher than the one that is an argument.
    static let isRival = """
        (a.vendor = '' OR a.vendor <> ?) AND EXISTS (
            SELECT 1 FROM grants g WHERE g.org_no = k.org_no AND g.connection_no = n.connection_no
                AND g.client_no = k.client_no AND g.liveness > 0)
        """

    // MARK: - Other registrations

    /// Reads who else uses the client ids of these places.
    mutating func learnOtherClients(of places: [WriterMemory.Place]) throws {
        let places = places.filter { !$0.profile.clientID.isEmpty && self.otherClients[$0.client] == nil }
        let ids = places.map { place -> [SQLValue] in
            [
                .integer(Store.organisation), .integer(place.connection.resourceNumber), .text(place.profile.clientID),
                .integer(place.connection.appNumber),
            ]
        }
        for (place, rows) in zip(places, try Self.otherAppSearch.rows(for: ids, self.database)) {
            self.otherClients[place.client] = OtherClients(isOfOtherApp: rows.first?[0] ?? false)
        }
        let web = places.filter { $0.profile.redirectClass == .web && !$0.profile.redirectHost.isEmpty }
        let hosts = web.map { place -> [SQLValue] in
            [
                .integer(Store.organisation), .integer(place.connection.appNumber),
                .integer(place.connection.resourceNumber), .text(place.profile.clientID),
            ]
        }
        for (place, rows) in zip(web, try Self.webClientSearch.rows(for: hosts, self.database)) {
            let isElsewhere = rows.contains { ($0[0] as String) != place.profile.redirectHost }
            self.otherClients[place.client]?.isAtOtherHost = isElsewhere
        }
    }

    private static let isAtWebHost = "redirect_class = 'web' AND redirect_host > ''"

    private static let webClientSearch = RowQuery(
        "clients",
        by: [.organisation, .integer("app_no"), .integer("resource_no"), .text("client_id")],
        columns: ["redirect_host"], where: isAtWebHost)

    /// Two steps into an index, however many registrations of one id there are.
    private static let otherAppSearch = RowQuery(
        for: [.organisation, .integer("resource_no"), .text("client_id"), .integer("app_no")]
    ) { column in
        let same = """
            FROM clients k WHERE k.org_no = \(column("org_no")) AND k.resource_no = \(column("resource_no"))
                AND k.client_id = \(column("client_id"))
            """
        return """
            coalesce((SELECT min(k.app_no) \(same)) <> \(column("app_no"))
                OR (SELECT max(k.app_no) \(same)) <> \(column("app_no")), FALSE)
            """
    }
}
