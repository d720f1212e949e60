import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("The list of tables")
struct StoredTableTests {
    @Test("is what the database has: names, columns in their order, keys", .eachEngine)
    func names() async throws {
        try await withWorld { world in
            try world.raw { database in
                let names = Set(try self.tables(database))
                #expect(names == Set(StoredTable.all.map(\.name)).union(StoredTable.passingTables))
                for table in StoredTable.all {
                    let (columns, key) = try self.columns(of: table.name, database)
                    #expect(columns == table.columnNames, "\(table.name)")
                    #expect(key == ["org_no"] + table.key, "\(table.name)")
                }
            }
        }
    }

    @Test("has each table after those that it refers to, and every reference leads to a column")
    func order() {
        for (place, table) in StoredTable.all.enumerated() {
            for reference in table.references {
                let target = StoredTable.all[...place].first { $0.name == reference.table }
                #expect(target?.columnNames.contains(reference.number) == true, "\(table.name).\(reference.column)")
                #expect(table.columnNames.contains(reference.column), "\(table.name).\(reference.column)")
            }
        }
        #expect(StoredTable.all[0].name == "organisations")
        #expect(Set(StoredTable.unwritten.keys).isSubset(of: StoredTable.all.map(\.name)))
    }

    @Test("knows the schema's foreign keys, and those it leaves out")
    func references() throws {
        let grants = try #require(StoredTable.all.first { $0.name == "grants" })
        let reports = try #require(StoredTable.all.first { $0.name == "reports" })

        #expect(
            Set(grants.references.map { "\($0.column) \($0.table).\($0.number)" }).isSuperset(of: [
                "connection_no connections.connection_no", "person_no people.person_no",
                "client_no clients.client_no", "set_no scope_sets.set_no",
            ]))
        #expect(Set(reports.references.map(\.table)) == ["installs", "enrolment_tokens"])
    }

    private func tables(_ database: any SQLSession) throws -> [String] {
        switch database.dialect {
        case .sqlite:
            try database.column(
                String.self,
                """
                SELECT name FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                """)
        case .postgres:
            try database.column(
                String.self,
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_steps'"
            )
        }
    }

    private func columns(of table: String, _ database: any SQLSession) throws -> (all: [String], key: [String]) {
        switch database.dialect {
        case .sqlite:
            let info = "SELECT name FROM pragma_table_info(?)"
            return (
                try database.column(String.self, "\(info) ORDER BY cid", [table]),
                try database.column(String.self, "\(info) WHERE pk > 0 ORDER BY pk", [table])
            )
        case .postgres:
            let all = try database.column(
                String.self,
                """
                SELECT CAST(attname AS TEXT) FROM pg_attribute
                WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
                """, [table])
            let key = try database.column(
                String.self,
                """
                SELECT CAST(a.attname AS TEXT) FROM pg_index i JOIN pg_attribute a
                    ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid = to_regclass(?) AND i.indisprimary
                ORDER BY array_position(CAST(i.indkey AS SMALLINT[]), a.attnum)
                """, [table])
            return (all, key)
        }
    }
}
