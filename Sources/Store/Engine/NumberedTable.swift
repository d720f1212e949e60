import SQL

/// Tables whose rows get their numbers from the writers.
enum NumberedTable: String, CaseIterable {
    case people, installs, reports, apps, clients, connections, grants, findings, actions, policies
    case connectors, jobs, listings, webhooks
    case scopeSets = "scope_sets"
    case standingGrants = "standing_grants"
    case enrolmentTokens = "enrolment_tokens"
    case apiTokens = "api_tokens"

    /// Where its numbers stand; what is known of a report that was set aside outlives its row in `reports`.
    var tables: [String] { self == .reports ? ["reports", "set_aside", "set_aside_events"] : [self.rawValue] }

    var column: String {
        switch self {
        case .people: "person_no"
        case .installs: "install_no"
        case .reports: "report_no"
        case .apps: "app_no"
        case .clients: "client_no"
        case .connections: "connection_no"
        case .grants: "grant_no"
        case .findings: "finding_no"
        case .actions: "action_no"
        case .policies: "policy_no"
        case .connectors: "connector_no"
        case .jobs: "job_no"
        case .listings: "listing_no"
        case .standingGrants: "standing_no"
        case .webhooks: "webhook_no"
        case .scopeSets: "set_no"
        case .enrolmentTokens, .apiTokens: "token_no"
        }
    }

    /// PostgreSQL's source of its numbers. A sequence gives each number once without a lock; what a process took and
    /// did not use is a gap.
    var sequence: String { "\(self.rawValue)_numbers" }

    /// Numbers that one process takes from a sequence at once.
    static let block: Int64 = 64

    /// The largest number in use.
    func lastNumber(_ database: any SQLSession) throws -> Int64 {
        try self.tables.map { table in
            try database.value(
                Int64.self, "SELECT max(\(self.column)) FROM \(table) WHERE org_no = ?", [Store.organisation]) ?? 0
        }.max() ?? 0
    }

    /// Lets free numbers begin behind the largest in use, after rows came with numbers of their own.
    func skipUsedNumbers(_ database: any SQLSession) throws {
        let last = try self.lastNumber(database)
        guard database.dialect == .postgres, last > 0 else { return }
        _ = try database.value(
            Int64.self, "SELECT setval('\(self.sequence)', ?)", [(last + Self.block - 1) / Self.block])
    }

    /// Numbers that nobody else will use. With one writer, all behind the last one.
    func freeNumbers(_ database: any SQLSession) throws -> ClosedRange<Int64> {
        switch database.dialect {
        case .sqlite: return (try self.lastNumber(database) + 1)...Int64.max
        case .postgres:
            let last = try database.value(Int64.self, "SELECT nextval('\(self.sequence)')") ?? 0
            return (last * Self.block - Self.block + 1)...(last * Self.block)
        }
    }
}
