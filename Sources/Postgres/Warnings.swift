import CPostgres

/// Counts the warnings that one connection gets.
///
/// A commit that stopped waiting for its standby says so by a warning alone: SQLSTATE 01000 after a cancelled wait,
/// 57P01 after a shutdown (PostgreSQL, `SyncRepWaitForLSN` in `syncrep.c`).
final class Warnings {
    var count = 0

    /// Listens as long as this object lives, which must be as long as the connection.
    func listen(to handle: OpaquePointer) {
        PQsetNoticeReceiver(
            handle,
            { context, result in
                guard let context, let state = PQresultErrorField(result, CInt(UInt8(ascii: "C"))) else { return }
                let code = String(cString: state)
                guard code == "01000" || code == "57P01" else { return }
                Unmanaged<Warnings>.fromOpaque(context).takeUnretainedValue().count += 1
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}
