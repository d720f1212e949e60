/// How a store behaves.
package struct StoreConfig: Sendable {
    package enum Synchronous: String, Sendable, CaseIterable {
        /// The disk has the data before a commit returns.
        case full
        /// A power cut may lose the last commits. For measuring only.
        case normal
    }

    package var synchronous = Synchronous.full
    /// Most bytes of reports that wait in memory for a commit.
    package var queueBytes = 16 * 1024 * 1024
    /// Most events that wait for analysis.
    package var inboxEvents = 1_000_000
    /// Most bytes of reports that wait for analysis.
    package var inboxBytes = 1024 * 1024 * 1024
    /// Most events that an analyzer in this process gets as the door decoded them; 0 without such an analyzer.
    package var heldEvents = 0
    /// Page cache of the writing connection, in KiB.
    package var cacheKiB = 24 * 1024
    /// Length of the write-ahead log after which it is moved into the database, in bytes. Longer means fewer writes and
    /// longer waits for the disk: on two cores the slowest hundredth of reports waited 39 ms at 8 MiB, 66 ms at 32 MiB.
    package var checkpointBytes = 8 * 1024 * 1024
    /// Connections for reading on PostgreSQL, beside the one that writes.
    package var postgresReaders = 4
    /// Seconds that PostgreSQL may take for a statement. A server that is silent for five more is given up.
    package var postgresStatementSeconds = 30
    /// Whether prepared statements have names on PostgreSQL; off behind a proxy that shares connections.
    package var postgresNamesStatements = true

    package init() {}
}
