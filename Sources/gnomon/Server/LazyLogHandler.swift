import Logging

/// Writes like another handler, but formats metadata only for what is written.
///
/// Every request gets a logger with its id; few requests log. `StreamLogHandler` formats the id for each, which was
/// 2.6 % of the door's time.
struct LazyLogHandler: LogHandler {
    private let writer: StreamLogHandler
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    var metadataProvider: Logger.MetadataProvider?

    init(_ writer: StreamLogHandler) {
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var writer = self.writer
        writer.metadata = self.metadata
        writer.metadataProvider = self.metadataProvider
        writer.log(event: event)
    }
}
