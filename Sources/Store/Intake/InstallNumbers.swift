import Grants
import SQL

/// The numbers of sensors, by their ids.
enum InstallNumbers {
    /// Makes the sensors of these reports known, the new ones with the time of their report.
    static func learn(
        _ admissions: [Admission], _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        if memory.installs.count + admissions.count > WriterMemory.bound { memory.installs.removeAll() }
        var missing: [UUIDBits: Timestamp] = [:]
        for admission in admissions where memory.installs[admission.installID] == nil {
            missing[admission.installID] = admission.receivedAt
        }
        guard !missing.isEmpty else { return }
        try self.find(Array(missing.keys), &memory, database)
        let unknown = missing.filter { memory.installs[$0.key] == nil }
        guard !unknown.isEmpty else { return }
        try self.insertion.run(
            try unknown.sorted { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }.map { id, at in
                [
                    .integer(Store.organisation), .integer(try memory.number(in: .installs, database)),
                    .integer(Int64(bitPattern: id.high)), .integer(Int64(bitPattern: id.low)),
                    .integer(at.milliseconds), .integer(at.milliseconds),
                ]
            }, database)
        // Another collector may have been first; its number counts.
        try self.find(Array(unknown.keys), &memory, database)
    }

    /// The number of a sensor that enrols; a new one has not been heard yet.
    static func enrolled(
        _ id: UUIDBits, _ now: Timestamp, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> Int64 {
        if let known = memory.installs[id] { return known }
        try database.execute(
            """
            INSERT INTO installs
                (org_no, install_no, install_high, install_low, first_report_at, last_report_at, heard)
            VALUES (?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (org_no, install_high, install_low) DO NOTHING
            """,
            [
                Store.organisation, try memory.number(in: .installs, database), Int64(bitPattern: id.high),
                Int64(bitPattern: id.low), now.milliseconds, now.milliseconds,
            ])
        try self.find([id], &memory, database)
        return try self.number(of: id, memory)
    }

    /// - Throws: `store_unavailable` for a sensor that is not known, which `learn` leaves none.
    static func number(of id: UUIDBits, _ memory: WriterMemory) throws -> Int64 {
        guard let number = memory.installs[id] else {
            throw StoreError(.unavailable, "a sensor's number is missing")
        }
        return number
    }

    private static func find(
        _ ids: [UUIDBits], _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        let found = try self.search.rows(
            for: ids.map { id in
                [
                    .integer(Store.organisation), .integer(Int64(bitPattern: id.high)),
                    .integer(Int64(bitPattern: id.low)),
                ]
            }, database)
        for (id, rows) in zip(ids, found) {
            if let row = rows.first { memory.installs[id] = row[0] }
        }
    }

    private static let insertion = RowStatement.insert(
        into: "installs",
        [
            .organisation, .integer("install_no"), .integer("install_high"), .integer("install_low"),
            .integer("first_report_at"), .integer("last_report_at"),
        ], otherwise: "ON CONFLICT (org_no, install_high, install_low) DO NOTHING")

    private static let search = RowQuery(
        "installs", by: [.organisation, .integer("install_high"), .integer("install_low")], columns: ["install_no"])
}
