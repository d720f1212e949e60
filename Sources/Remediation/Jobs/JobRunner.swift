import Connectors
import Foundation
import Governance
import Grants
import Store

/// Does one attempt of one job at its provider.
struct JobRunner: Sendable {
    let rules: JobRules
    let clock: WallClock

    func attempt(_ job: JobClaim, at live: LiveConnector) async -> AttemptRecord {
        guard let subject = job.kind == .block ? "" : job.address else {
            return AttemptRecord(
                job: job, decision: .complete(.subjectMissing), outcome: .subjectMissing,
                detail: "the person's address is not known here, or was erased")
        }
        let target = GrantTarget(
            subject: subject, clientID: job.clientID, vendorKey: job.vendorKey, scopes: job.scopes)
        switch job.step {
        case .call: return self.afterCall(job, await self.call(job, target, live))
        case .readBack: return self.afterReadBack(job, await live.connector.verify(target), live)
        }
    }

    /// A job of a provider that no connector serves is a task for a person.
    func manual(_ job: JobClaim) -> AttemptRecord {
        AttemptRecord(
            job: job, decision: .complete(.manualPending), outcome: .manualPending,
            detail: "no connector serves \(job.provider ?? "this app"); a person does it by hand")
    }

    private func call(_ job: JobClaim, _ target: GrantTarget, _ live: LiveConnector) async -> ProviderAnswer {
        switch job.kind {
        case .revoke: return await live.connector.revoke(target, attempt: job.tries)
        case .block:
            return await live.connector.blockClient(target)
                ?? ProviderAnswer(.unsupported, detail: "\(live.descriptor.title) has no interface to block a client")
        }
    }

    private func afterCall(_ job: JobClaim, _ answer: ProviderAnswer) -> AttemptRecord {
        let now = self.clock.now()
        let outcome = job.kind == .block ? JobOutcome(ofBlock: answer.outcome) : JobOutcome(answer.outcome)
        let decision = self.rules.decision(
            onCall: CallAnswer(outcome, retryAfter: answer.retryAfter?.wholeMilliseconds), job.progress, now: now,
            chance: .random(in: 0...1))
        return AttemptRecord(
            job: job, decision: decision, outcome: outcome, detail: job.redacted(answer.words),
            requestIDs: answer.requestIDs,
            residualUntil: answer.residualAccessSeconds.map { now.advanced(byMilliseconds: Int64($0) * 1000) })
    }

    private func afterReadBack(
        _ job: JobClaim, _ answer: VerificationAnswer, _ live: LiveConnector
    ) -> AttemptRecord {
        let listing: ReadBack
        var outcome = JobOutcome.revokedUnverified
        var detail = ""
        switch answer.presence {
        case .absent:
            (listing, outcome) = (.absent, job.progress.called == .alreadyAbsent ? .alreadyAbsent : .revoked)
            detail = "the listing does not show it"
        case .present(let words): (listing, detail) = (.present, words)
        case .unknown(let problem):
            outcome = JobOutcome(problem.outcome)
            listing = .unreadable(CallAnswer(outcome, retryAfter: problem.retryAfter?.wholeMilliseconds))
            detail = problem.words
        }
        let decision = self.rules.decision(
            onReadBack: listing, job.progress, isEventuallyConsistent: live.descriptor.isEventuallyConsistent,
            now: self.clock.now())
        return AttemptRecord(
            job: job, decision: decision, outcome: outcome, detail: job.redacted(detail),
            requestIDs: answer.requestIDs, sawAbsence: listing == .absent)
    }
}

extension JobOutcome {
    init(_ outcome: RevokeOutcome) {
        self =
            switch outcome {
            case .revoked: .revoked
            case .revokedUnverified: .revokedUnverified
            case .alreadyAbsent: .alreadyAbsent
            case .subjectMissing: .subjectMissing
            case .needsMapping: .needsMapping
            case .forbidden: .forbidden
            case .misconfigured: .misconfigured
            case .throttled: .throttled
            case .transient: .transient
            case .unsupported: .unsupported
            }
    }
}

extension JobOutcome {
    /// What a connector's answer says of a client that is to be blocked.
    ///
    /// A block that was accepted and not seen is tried again: the next try finds the client blocked, or blocks it.
    init(ofBlock outcome: RevokeOutcome) {
        self =
            switch outcome {
            case .revoked, .alreadyAbsent: .blocked
            case .revokedUnverified: .transient
            case .subjectMissing, .needsMapping, .forbidden, .misconfigured, .throttled, .transient, .unsupported:
                JobOutcome(outcome)
            }
    }
}

extension ProviderAnswer {
    /// The vendor's words with the permission that it asks for.
    var words: String {
        [self.detail, self.permission.map { "missing permission: \($0)" }, self.documentation]
            .compactMap(\.self).joined(separator: "; ")
    }
}

extension JobClaim {
    /// The vendor's words without the person's address, which only the erasable table of people may hold.
    func redacted(_ words: String) -> String {
        var words = String(words.prefix(500))
        if let address = self.address, let person = self.person {
            words = words.replacingOccurrences(of: address, with: "per_\(person)", options: .caseInsensitive)
        }
        return words
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        let (seconds, rest) = self.components
        return seconds * 1000 + rest / 1_000_000_000_000_000
    }
}
