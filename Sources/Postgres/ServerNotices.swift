import CPostgres

/// What the server says without being asked (libpq, "Notice Processing"). Most of it is dropped; libpq would print it.
final class ServerNotices {
    /// Warnings that a commit may not last.
    ///
    /// A commit that stopped waiting for its standby says so by a warning alone: SQLSTATE 01000 after a cancelled wait,
    /// 57P01 after a shutdown. Other warnings have these codes, too; the name of the routine tells them apart, and
    /// where somebody in between took it away, the words do.
    var doubts = 0
    /// Whether the server ends the connection. In an idle connection that comes as a notice to which no statement
    /// belongs.
    private(set) var isEnding = false

    private static let routine = "SyncRepWaitForLSN"
    /// `syncrep.c` of PostgreSQL 13 to 18.
    private static let words = [
        "canceling wait for synchronous replication", "canceling the wait for synchronous replication",
    ]

    /// Listens as long as this object lives, which must be as long as the connection.
    func listen(to handle: OpaquePointer) {
        PQsetNoticeReceiver(
            handle,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<ServerNotices>.fromOpaque(context).takeUnretainedValue().take(result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func take(_ notice: OpaquePointer) {
        if PostgresFailure.endsConnection(notice) { self.isEnding = true }
        guard ["01000", "57P01"].contains(PostgresFailure.field("C", of: notice)) else { return }
        let text = PostgresFailure.field("M", of: notice) ?? ""
        let isDoubt =
            PostgresFailure.field("R", of: notice).map { $0 == Self.routine }
            ?? Self.words.contains(where: text.hasPrefix)
        if isDoubt { self.doubts += 1 }
    }
}
