import CPostgres

/// How a database is reached and how long it may take.
package struct PostgresConfig: Sendable {
    /// The oldest server that is supported: the first whose time-outs apply to each statement of a message.
    package static let leastVersion = 13

    /// `postgresql://…` or `keyword=value …`, handed to libpq as it is: several hosts, TLS settings, a service file
    /// and a password file all work (libpq, "Connection Strings").
    package var connectionString: String
    /// Milliseconds a statement may run; 0 for no limit, neither the server's nor one of this side.
    package var statementTimeout = 30_000
    /// Milliseconds that the server may be silent for longer than its own limit, before the connection is given up.
    package var grace = 5_000
    /// Milliseconds a statement may wait for a lock.
    package var lockTimeout = 10_000
    /// Milliseconds a commit may wait, for instance for a standby, before its outcome counts as unknown; 0
    /// for no limit.
    package var commitTimeout = 15_000
    /// Whether prepared statements have names. Off behind a proxy that shares connections between transactions.
    package var namesStatements = true

    package init(connectionString: String) {
        self.connectionString = connectionString
    }

    /// Where the database is, without user, password and options, for messages.
    ///
    /// - Throws: `SQLError` of kind `other` when libpq cannot read the connection string.
    package func shownAddress() throws -> String {
        let parts = try ConnectionParts(self.connectionString)
        let hosts = (parts["host"] ?? parts["hostaddr"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let ports = (parts["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let places = hosts.indices.map { index in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return port.isEmpty ? "\(hosts[index])" : "\(hosts[index]):\(port)"
        }
        return "postgresql://\(places.joined(separator: ","))/\(parts["dbname"] ?? "")"
    }
}

/// Printed, it is the address alone: the connection string may hold a password.
extension PostgresConfig: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { (try? self.shownAddress()) ?? "an unreadable connection string" }

    package var debugDescription: String { self.description }

    package var customMirror: Mirror { Mirror(self, children: ["address": self.description]) }
}
