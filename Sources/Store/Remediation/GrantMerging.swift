import Governance
import Grants
import SQL

/// Hands what remediation knows of a grant to the one that it turned out to be.
///
/// It is moved before sightings are: which of the two stands is told by the times at which each was seen. Jobs that are
/// over keep the number they had; their receipts name it.
struct GrantMerging {
    let from: Int64
    let into: Int64
    let judge: Judge
    let now: Timestamp

    func move(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        try self.moveEnds(database)
        try self.moveJobs(&memory, database)
        try database.execute(
            "UPDATE standing_grants SET grant_no = ? WHERE org_no = ? AND grant_no = ?",
            [self.into, Store.organisation, self.from])
    }

    /// The grant is over where both were, since the later end.
    private func moveEnds(_ database: any SQLSession) throws {
        let both: [any SQLEncodable] = [Store.organisation, self.from, self.into]
        let standing = try database.value(
            Int.self,
            "SELECT count(*) FROM grants g WHERE g.org_no = ? AND g.grant_no IN (?, ?) AND \(ActionScope.isStanding)",
            both)
        let last = try database.row(
            "SELECT ended_at, because FROM grant_ends WHERE org_no = ? AND grant_no IN (?, ?) ORDER BY ended_at DESC",
            both)
        try database.execute("DELETE FROM grant_ends WHERE org_no = ? AND grant_no IN (?, ?)", both)
        guard standing == 0, let last else { return }
        try database.execute(
            "INSERT INTO grant_ends (org_no, grant_no, ended_at, because) VALUES (?, ?, ?, ?)",
            [Store.organisation, self.into, last[0] as Int64, last[1] as String])
    }

    /// Where both have a job at work, one is enough.
    private func moveJobs(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        let own = "org_no = ? AND kind = 'revoke' AND subject_no = ? AND state IN (\(ActionJobs.atWork))"
        let job = try database.row("SELECT job_no, action_no FROM jobs WHERE \(own)", [Store.organisation, self.from])
        guard let job else { return }
        guard try database.row("SELECT 1 FROM jobs WHERE \(own)", [Store.organisation, self.into]) != nil else {
            try database.execute(
                "UPDATE jobs SET subject_no = ? WHERE \(own)", [self.into, Store.organisation, self.from])
            return
        }
        try database.execute(
            "UPDATE jobs SET state = 'cancelled', finished_at = ? WHERE org_no = ? AND job_no = ?",
            [self.now.milliseconds, Store.organisation, job[0] as Int64])
        // Whoever is at it will find that it is no longer theirs.
        try database.execute(
            """
            UPDATE job_attempts SET finished_at = ?, outcome = 'transient', detail = 'the grant is another one now'
            WHERE org_no = ? AND job_no = ? AND finished_at IS NULL
            """, [self.now.milliseconds, Store.organisation, job[0] as Int64])
        try ActionSettling(action: job[1], judge: self.judge, now: self.now).settle(&memory, database)
    }
}
