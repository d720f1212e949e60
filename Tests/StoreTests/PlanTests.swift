import GRDB
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("What SQLite's planner does")
struct PlanTests {
    @Test("an action's progress reads each job's own rows, not all jobs of the organisation")
    func progress() async throws {
        try await withWorld { world in
            let plan = try world.raw { database in
                try database.rows("EXPLAIN QUERY PLAN \(ActionJobs.progressStatement)", [1, 1]).map { $0[3] as String }
            }

            #expect(plan.contains { $0.contains("k USING INDEX jobs_by_subject") }, "\(plan)")
        }
    }

    @Test("it is told of every index, and again after the tables have changed")
    func statistics() async throws {
        try await withWorld { world in
            let path = world.path
            await world.store.close()
            let file = try File(path: path)
            let before = try file.count("sqlite_stat1")
            let others = "stat NOT LIKE '1000000 1000000%' AND stat NOT LIKE '10000 10000%'"
            #expect(try file.count("sqlite_stat1 WHERE \(others)") == 0)

            try file.execute("CREATE INDEX jobs_by_outcome ON jobs (org_no, outcome)")
            try file.tellPlanner()

            #expect(try file.count("sqlite_stat1") == before + 1)
            // The primary key of a table without row ids is no index of the schema's list.
            let indices = try file.count("sqlite_schema WHERE type = 'index' AND tbl_name = 'jobs'")
            #expect(try file.count("sqlite_stat1 WHERE tbl = 'jobs'") == indices + 1)
        }
    }
}

/// A SQLite file that no store has open.
private struct File {
    private let queue: DatabaseQueue

    init(path: String) throws {
        self.queue = try DatabaseQueue(path: path)
    }

    func count(_ rows: String) throws -> Int {
        try self.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") ?? 0 }
    }

    func execute(_ sql: String) throws {
        try self.queue.write { try $0.execute(sql: sql) }
    }

    func tellPlanner() throws {
        try self.queue.write { try PlannerStatistics.write($0) }
    }
}
