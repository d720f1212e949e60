import Foundation
import Governance
import Grants
import Risk
import SQL

/// Numbers for the names in a batch: people, apps, clients, scope sets, connections.
extension BatchApplication {
    // MARK: - People

    /// Reads the numbers of the reports' people that are not in memory, all at once.
    mutating func learnPeople(_ reports: [AnalysedReport]) throws {
        self.memory.makeRoom(forPeople: reports.count)
        let missing = Set(reports.map(PersonKey.of)).filter { self.memory.people[$0] == nil }
        let keys = Array(missing)
        let found = try Self.personSearch.rows(
            for: keys.map { [.integer(Store.organisation), .text($0)] }, self.database)
        for (key, rows) in zip(keys, found) {
            if let row = rows.first { self.memory.people[key] = row[0] }
        }
    }

    private static let personSearch = RowQuery(
        "people", by: [.organisation, .text("person_key")], columns: ["person_no"])

    /// The browser user's number, among those that `learnPeople` has read; a new one is made known.
    mutating func person(of report: AnalysedReport) throws -> Int64 {
        let key = PersonKey.of(report)
        if let known = self.memory.people[key] { return known }
        let person = PersonRow(
            key: key, kind: .browserUser,
            address: report.subject.flatMap { $0.isDomainOnly ? nil : $0.text }, domain: report.subject?.domain,
            isManaged: report.isManagedSubject)
        let number = try person.add(self.now, &self.memory, self.database)
        self.memory.people[key] = number
        self.newPeople.insert(number)
        return number
    }

    // MARK: - Apps and clients

    private mutating func app(
        role: String, key: String, insert: (Int64) throws -> [any SQLEncodable]
    ) throws -> Int64 {
        let memoryKey = "\(role):\(key)"
        if let known = self.memory.apps[memoryKey] { return known }
        let known = try self.database.value(
            Int64.self, "SELECT app_no FROM apps WHERE org_no = ? AND role = ? AND app_key = ?",
            [Store.organisation, role, key])
        let number = try known ?? self.memory.number(in: .apps, self.database)
        if known == nil {
            try self.database.execute(
                """
                INSERT INTO apps (org_no, app_no, role, app_key, name, vendor, category, ai_class, traits,
                    rule, confidence, provider_id, evidence, first_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, try insert(number))
        }
        self.memory.apps.remember(number, for: memoryKey)
        return number
    }

    private mutating func clientApp(of grant: ClassifiedGrant) throws -> Int64 {
        let app = grant.client.app
        return try self.app(role: "client", key: app.key) { number in
            [
                Store.organisation, number, "client", app.key, app.name, app.vendor, app.category,
                app.aiClass.rawValue, app.traits.rawValue, app.rule, app.confidence, SQLValue.null,
                try Self.json(grant.client.evidence),
                grant.startedAt.milliseconds,
            ]
        }
    }

    private mutating func resourceApp(of grant: ClassifiedGrant) throws -> Int64 {
        let resource = grant.client.resource
        return try self.app(role: "resource", key: resource.key) { number in
            let sign = grant.client.evidence.first { $0.field == "resource_app" }
            return [
                Store.organisation, number, "resource", resource.key, resource.name, "", resource.category,
                resource.category.hasPrefix("ai-") ? "ai_native" : resource.providerID == nil ? "unknown" : "not_ai",
                0, sign?.rule ?? "unknown_provider", sign?.confidence ?? 0, resource.providerID,
                try Self.json(sign.map { [$0] } ?? []), grant.startedAt.milliseconds,
            ]
        }
    }

    /// The number of the client registration behind a grant: id and redirect host.
    private mutating func client(of grant: ClassifiedGrant, in connection: ConnectionRecord) throws -> Int64 {
        let profile = grant.client
        let key = WriterMemory.ClientKey(
            app: connection.appNumber, resource: connection.resourceNumber, clientID: profile.clientID,
            redirectHost: profile.redirectHost)
        if let known = self.memory.clients[key] { return known }
        let known = try self.database.value(
            Int64.self,
            """
            SELECT client_no FROM clients WHERE org_no = ? AND app_no = ? AND resource_no = ?
                AND client_id = ? AND redirect_host = ?
            """, [Store.organisation, key.app, key.resource, key.clientID, key.redirectHost])
        let number = try known ?? self.memory.number(in: .clients, self.database)
        if known == nil {
            try self.database.execute(
                """
                INSERT INTO clients (org_no, client_no, app_no, resource_no, client_id, redirect_host,
                    redirect, redirect_class, request, traits)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    Store.organisation, number, key.app, key.resource, key.clientID, key.redirectHost,
                    profile.redirect, profile.redirectClass.rawValue, profile.request?.kept,
                    profile.app.traits.rawValue,
                ])
            self.otherClients.removeAll()
        }
        self.memory.clients.remember(number, for: key)
        return number
    }

    // MARK: - Scope sets

    mutating func scopeSet(_ access: ScopeProfile, of resource: Int64) throws -> Int64 {
        let key = WriterMemory.SetKey(resource: resource, key: access.key)
        if let known = self.memory.sets[key] { return known }
        let known = try self.database.value(
            Int64.self, "SELECT set_no FROM scope_sets WHERE org_no = ? AND resource_no = ? AND set_key = ?",
            [Store.organisation, resource, access.key])
        let number = try known ?? self.memory.number(in: .scopeSets, self.database)
        if known == nil {
            try self.database.execute(
                """
                INSERT INTO scope_sets (org_no, set_no, resource_no, set_key, scopes, kind, access,
                    sensitivity, data_classes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    Store.organisation, number, resource, access.key, try access.scopes.map(Self.json),
                    access.kind.rawValue, access.access?.rawValue, access.sensitivity?.rawValue,
                    access.dataClasses.map(\.rawValue).joined(separator: " "),
                ])
        }
        self.memory.sets.remember(number, for: key)
        self.memory.setProfiles.remember(access, for: number)
        return number
    }

    mutating func scopeProfile(_ number: Int64) throws -> ScopeProfile {
        if let known = self.memory.setProfiles[number] { return known }
        let text = try self.database.value(
            String.self, "SELECT scopes FROM scope_sets WHERE org_no = ? AND set_no = ?", [Store.organisation, number])
        let profile = try ScopeProfile(
            scopes: text.map { try JSONDecoder().decode([ClassifiedScope].self, from: Data($0.utf8)) })
        self.memory.setProfiles.remember(profile, for: number)
        return profile
    }

    // MARK: - Connections

    /// Where a grant belongs. Events of one client share its profile, so one look-up finds all numbers.
    mutating func place(of grant: ClassifiedGrant) throws -> WriterMemory.Place {
        if let known = self.memory.places[ObjectIdentifier(grant.client)] { return known }
        let connection = try self.connection(of: grant)
        let place = WriterMemory.Place(
            profile: grant.client, connection: connection, client: try self.client(of: grant, in: connection))
        self.memory.remember(place)
        return place
    }

    private mutating func connection(of grant: ClassifiedGrant) throws -> ConnectionRecord {
        let app = try self.clientApp(of: grant)
        let resource = try self.resourceApp(of: grant)
        let key = WriterMemory.ConnectionKey(app: app, resource: resource)
        if let known = self.memory.connections[key] { return known }
        let row = try ConnectionLoading.row(app: app, resource: resource, self.database)
        let record =
            try row.map { row in
                try ConnectionLoading.record(
                    row, app: grant.client.app, resource: grant.client.resource,
                    access: self.scopeProfile(row.setNumber), self.database)
            } ?? self.newConnection(of: grant, app, resource)
        self.memory.remember(record, for: key)
        return record
    }

    private mutating func newConnection(
        of grant: ClassifiedGrant, _ app: Int64, _ resource: Int64
    ) throws -> ConnectionRecord {
        let number = try self.memory.number(in: .connections, self.database)
        let set = try self.scopeSet(grant.access, of: resource)
        let record = ConnectionRecord(
            number: number, appNumber: app, resourceNumber: resource, app: grant.client.app,
            resource: grant.client.resource, setNumber: set, access: grant.access, people: 0, liveness: .attempted,
            marks: [], firstSeen: grant.startedAt.startOfMinute, lastSeen: grant.endedAt.startOfMinute,
            finding: nil)
        try self.database.execute(
            """
            INSERT INTO connections (org_no, connection_no, app_no, resource_no, set_no, people, liveness,
                marks, first_seen, last_seen)
            VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, ?)
            """,
            [
                Store.organisation, number, app, resource, set, record.firstSeen.milliseconds,
                record.lastSeen.milliseconds,
            ])
        return record
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
