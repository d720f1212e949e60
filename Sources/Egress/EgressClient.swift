/// Speaks https to the outside: the one place of the product that does.
///
/// A client has one permission, one thread, and connections that it shares with no other client. Redirects are not
/// followed, cookies not kept, and no request that changes something is sent twice by itself.
package final class EgressClient: Sendable {
    private let loop: TransferLoop

    /// The thread starts with the first request.
    package convenience init(settings: EgressSettings, permission: EgressPermission) {
        self.init(settings: settings, permission: permission, names: [])
    }

    /// - Parameters:
    ///   - names: what names resolve to, in the notation of CURLOPT_RESOLVE: `host:port:address`.
    ///   - authorities: instead of the system's and those of the settings.
    init(
        settings: EgressSettings, permission: EgressPermission, names: [String], authorities: Authorities? = nil
    ) {
        let authorities = Result { () throws(EgressError) -> Authorities in
            if let authorities { return authorities }
            return try Authorities.system(extra: settings.extraCABundle)
        }
        self.loop = TransferLoop(
            TransferContext(settings: settings, permission: permission, authorities: authorities, names: names))
    }

    deinit {
        self.loop.close()
    }

    /// Sends one request and waits for the whole answer. Up to 64 go on at once, 1,000 more wait for a place.
    ///
    /// Cancelling the task aborts the transfer, with the code `cancelled`.
    ///
    /// - Returns: the answer, whatever its status but a redirect's.
    /// - Throws: see `EgressError.Code`; `sent` tells whether the peer may have got the request.
    package func send(_ request: EgressRequest) async throws(EgressError) -> EgressResponse {
        let ticket = TransferTicket()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.loop.add(TransferJob(request: request, ticket: ticket, continuation: continuation))
            }
        } onCancel: {
            self.loop.cancel(ticket)
        }
        return try outcome.get()
    }

    /// Ends all requests, with the code `cancelled`, and takes no more. Returns at once.
    package func shutdown() {
        self.loop.close()
    }
}
