import Synchronization

/// One request and who waits for its outcome.
struct TransferJob: Sendable {
    let request: EgressRequest
    let ticket: TransferTicket
    let continuation: CheckedContinuation<Result<EgressResponse, EgressError>, Never>

    func end(_ outcome: Result<EgressResponse, EgressError>) {
        self.continuation.resume(returning: outcome)
    }
}

/// Whether a request is still wanted.
final class TransferTicket: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { self.flag.load(ordering: .acquiring) }

    func cancel() {
        self.flag.store(true, ordering: .releasing)
    }
}
