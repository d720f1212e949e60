import APIModel

/// One job as a page of text.
enum JobPage {
    static func print(_ detail: JobDetailBody) {
        let job = detail.job
        Output.line(
            "\(job.kind.uppercased()) \(job.state)\(job.outcome.map { ": \($0)" } ?? "")"
                + "  \(Output.safe(job.client)) → \(Output.safe(job.resource))")
        let person = (job.person ?? job.personID).map { " · \(Output.safe($0))" } ?? ""
        Output.line("\(job.id) · of \(job.actionID) · \(job.subject)\(person)")
        if let connector = job.connector {
            Output.line(
                "Connector \(Output.safe(connector.name)) (\(connector.id))\(connector.isTest ? ", a test one" : "")")
            if let pause = connector.pausedBecause { Output.line("  Its jobs wait: \(Output.safe(pause))") }
        } else {
            Output.line("No connector serves \(Output.safe(job.provider ?? "this app")): done by hand")
        }
        if let residual = job.residualUntil { Output.line("Tokens that were given out may live on until \(residual)") }
        for attempt in detail.attempts {
            Output.line("")
            Output.line(
                "\(attempt.number). \(attempt.step) at \(attempt.startedAt): \(attempt.outcome ?? "under way")")
            if !attempt.detail.isEmpty { Output.line("   \(Output.safe(attempt.detail))") }
            if !attempt.requestIDs.isEmpty {
                Output.line("   request ids: \(Output.safe(attempt.requestIDs.joined(separator: " ")))")
            }
        }
        Output.line("")
        Output.line(self.next(job))
    }

    /// Where the job stands, and the command that comes next.
    static func next(_ job: JobBody) -> String {
        let id = job.id
        switch (job.state, job.outcome) {
        case ("discarded", "worker_lost"):
            return "\(id) is given up: the service ended each time it worked on this job. Look at its log, then: "
                + "gnomon jobs retry \(id) --reason WHY"
        case ("discarded", _):
            return "\(id) is out of attempts. Try it again with: gnomon jobs retry \(id) --reason WHY"
        case ("completed", "manual_pending"), ("completed", "unsupported"):
            return "\(id) is a manual task. When it is done: gnomon jobs attest \(id) --reason WHAT_WAS_DONE"
        case ("completed", "manual_attested"):
            return "\(id) needs a second person's word: gnomon jobs attest \(id) --reason WHAT_WAS_SEEN"
        case ("completed", "needs_mapping"), ("completed", "forbidden"), ("completed", "misconfigured"),
            ("completed", "subject_missing"):
            return "\(id) ended as \(job.outcome ?? ""). Mend that, then: "
                + "gnomon actions resume \(job.actionID) --reason WHY"
        case ("completed", _): return "\(id) is done. Its receipt: gnomon jobs receipt \(id)"
        case ("cancelled", _): return "\(id) is cancelled. See its action with: gnomon actions view \(job.actionID)"
        default: return "\(id) is \(job.state), due at \(job.scheduledAt). Look again with: gnomon jobs view \(id)"
        }
    }
}
