import CCurl

/// One exchange with a peer. libcurl calls back into it; all on the loop's thread.
final class Transfer {
    let job: TransferJob
    let easy: EasyHandle
    let target: EgressTarget
    var answer: ReceivedAnswer
    /// Why the guard refused the address it saw last; `nil` when it let that pass.
    private(set) var refusal: String?
    /// Whether a connection was tried: some address was let pass.
    private(set) var isTried = false
    /// How often the request was about to be sent; a second time when libcurl found a kept connection dead.
    private(set) var attempts = 0
    /// The address at the other end, the peer's or the proxy's.
    private(set) var address: String?

    /// - Throws: whatever is wrong with the request, before a socket is opened.
    init(_ job: TransferJob, _ context: TransferContext) throws(EgressError) {
        self.job = job
        self.target = try EgressTarget(job.request.url, permission: context.permission, settings: context.settings)
        self.easy = try EasyHandle()
        self.answer = ReceivedAnswer(bodyBound: job.request.maximumResponseBytes)
        try self.configure(context)
        try self.installCallbacks()
    }

    /// Whether the peer may have got the request, or a part of it.
    var wasSent: Bool { self.attempts > 0 }

    /// Whether it was given up because it would have been sent twice.
    var wouldRepeat: Bool { self.attempts > 1 && self.job.request.method != .get }

    /// Judges an address that a socket is about to be opened for.
    func mayConnect(to address: IPAddress?) -> Bool {
        self.refusal = address.map(self.target.addresses.refusal(of:)) ?? "the address is none of IP"
        self.isTried = self.isTried || self.refusal == nil
        return self.refusal == nil
    }

    /// Judges the connection at hand, new or kept, before the request goes out on it.
    ///
    /// What changes something at the peer is not sent twice: libcurl would, silently, when a kept connection closes
    /// without an answer, and nobody would know whether the first one had taken effect.
    func maySend(to address: String) -> Bool {
        guard self.mayConnect(to: IPAddress(address)) else { return false }
        self.address = address
        self.attempts += 1
        return !self.wouldRepeat
    }
}
