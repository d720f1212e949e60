import Foundation
package import Grants
import SQL
import Synchronization

extension Store {
    /// Applies analysed reports: event keys, grants, connections, findings, proposed actions, log entries and
    /// counts in one transaction.
    package func apply(_ reports: [AnalysedReport], judge: Judge, now: Timestamp) async throws -> ApplyOutcome {
        let session = self.session
        let outcome = try await self.lane.perform { database in
            try session.change(database) { memory in
                var application = BatchApplication(
                    memory: memory, judge: judge, now: now, writer: session.writer, database: database)
                memory = WriterMemory()
                defer { memory = application.memory }
                try application.apply(reports)
                return application.outcome
            }
        }
        self.shrinkBacklog(by: reports.map(\.inbox).filter { outcome.reports.contains($0.number) })
        return outcome
    }
}
