import APIModel
import Grants
import Store

/// One finding, or one explained request, as a page of text.
enum FindingPage {
    static func print(_ finding: FindingBody) {
        let now = WallClock.system.now()
        Output.line("\(finding.severity.uppercased()) \(finding.score)  \(Output.safe(finding.title))")
        Output.line(
            "\(finding.id) · \(finding.status)\(finding.regressed ? " (regressed)" : "") · \(finding.people) people"
                + " · first seen \(RelativeTime.of(finding.firstSeen, now: now))"
                + " · last seen \(RelativeTime.of(finding.lastSeen, now: now))")
        self.contributions(finding.contributions ?? [], score: finding.score)
        self.counterfactuals(finding.counterfactuals ?? [])
        self.silent(finding.silentSignals ?? [])
        self.scopes(finding.scopes)
        self.evidence(finding.evidence ?? [])
        if let action = finding.action, action.state != "cancelled" {
            Output.line("")
            Output.line("PROPOSED: \(action.kind) (\(action.state), rule \(action.rule))")
            Output.line("  \(action.reason)")
            if let decider = action.decider {
                Output.line("  To be decided by: \(decider)\(action.dueAt.map { ", until \($0)" } ?? "")")
            }
            Output.line("  See it with: gnomon actions view \(action.id)")
        }
    }

    static func contributions(_ parts: [ContributionBody], score: Int) {
        Output.line("")
        Output.line("WHY: \(score) =")
        for part in parts {
            let points = (part.points >= 0 ? "+" : "−") + String(abs(part.points))
            let padded = String(repeating: " ", count: max(0, 5 - points.count)) + points
            Output.line("\(padded)  \(part.label): \(Output.safe(part.detail))")
        }
    }

    static func counterfactuals(_ counterfactuals: [CounterfactualBody]) {
        guard !counterfactuals.isEmpty else { return }
        Output.line("")
        Output.line("WHAT WOULD LOWER IT")
        for item in counterfactuals {
            Output.line("  \(item.score) \(item.severity), without: \(item.label)")
        }
        Output.line("")
    }

    static func silent(_ signals: [String]) {
        guard !signals.isEmpty else { return }
        Output.line("Did not fire: \(signals.joined(separator: ", "))")
    }

    static func scopes(_ scopes: [ScopeBody]?) {
        Output.line("")
        guard let scopes, !scopes.isEmpty else { return Output.line("SCOPES: not visible in the request") }
        Output.line("SCOPES")
        for scope in scopes {
            let words = scope.description.isEmpty ? "" : " — \(scope.description)"
            Output.line(
                "  \(Output.safe(scope.scope))  [\(scope.access), \(scope.dataClass), \(scope.sensitivity)"
                    + "\(scope.basis == "unknown" ? ", not understood" : "")]\(words)")
        }
    }

    static func evidence(_ evidence: [EvidenceBody]) {
        guard !evidence.isEmpty else { return }
        Output.line("")
        Output.line("EVIDENCE")
        for item in evidence {
            let percent = Int((item.confidence * 100).rounded())
            Output.line("  \(item.field): \(Output.safe(item.detail)) (\(item.rule), \(percent) %)")
        }
    }
}
