import CCurl

/// The transfers under way; the loop's thread alone has them.
struct RunningTransfers {
    private let multi: MultiHandle
    private let context: TransferContext
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

    init(_ multi: MultiHandle, _ context: TransferContext) {
        self.multi = multi
        self.context = context
    }

    var count: Int { self.transfers.count }

    mutating func begin(_ job: TransferJob) {
        do throws(EgressError) {
            let transfer = try Transfer(job, self.context)
            try self.multi.add(transfer.easy)
            self.transfers[transfer.easy.pointer] = transfer
        } catch {
            job.end(.failure(error))
        }
    }

    /// - Returns: how many ended.
    mutating func perform() -> Int {
        let ended = self.multi.perform()
        for (easy, code) in ended {
            guard let transfer = self.transfers.removeValue(forKey: easy) else { continue }
            self.multi.remove(transfer.easy)
            transfer.job.end(transfer.outcome(code))
        }
        return ended.count
    }

    /// Aborts those that are not wanted any more.
    mutating func dropCancelled() {
        self.drop { $0.job.ticket.isCancelled }
    }

    mutating func dropAll() {
        self.drop { _ in true }
    }

    private mutating func drop(where isUnwanted: (Transfer) -> Bool) {
        for (easy, transfer) in self.transfers where isUnwanted(transfer) {
            self.transfers[easy] = nil
            self.multi.remove(transfer.easy)
            transfer.job.end(.failure(.cancelled(sent: transfer.wasSent)))
        }
    }
}

extension EgressError {
    static func cancelled(sent: Bool) -> EgressError {
        EgressError(.cancelled, "the request was given up", isTransient: true, sent: sent)
    }
}
