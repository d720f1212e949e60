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
    /// Page cache of the writing connection, in KiB.
    package var cacheKiB = 24 * 1024
    /// Growth of the write-ahead log after which a checkpoint runs, in bytes.
    package var checkpointBytes = 32 * 1024 * 1024

    package init() {}
}
