import Foundation
import PostgresTesting
import Store

/// A database at this version's schema, made once, of which each test gets a copy.
package enum PostgresTemplate {
    private static let name = Result {
        let cluster = try PostgresCluster.shared.get()
        let url = try cluster.newDatabase()
        try Store.migrate(url)
        return URL(string: url)?.lastPathComponent ?? ""
    }

    /// A database without a table.
    package static func emptyDatabase() throws -> String { try PostgresCluster.shared.get().newDatabase() }

    /// One with this version's tables.
    package static func newDatabase() throws -> String {
        try PostgresCluster.shared.get().newDatabase(copyOf: self.name.get())
    }
}
