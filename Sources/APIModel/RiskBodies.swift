/// What a score would be without one signal.
package struct CounterfactualBody: Codable, Sendable, Equatable {
    package var signal: String
    package var label: String
    /// 0 to 100.
    package var score: Int
    package var severity: String

    package init(signal: String, label: String, score: Int, severity: String) {
        self.signal = signal
        self.label = label
        self.score = score
        self.severity = severity
    }
}

/// What another risk model would make of what is stored.
package struct BacktestBody: Codable, Sendable, Equatable {
    /// Of the model that was tried.
    package var modelVersion: String
    /// Of the model in force.
    package var currentModelVersion: String
    /// Connections that were judged.
    package var connections: Int
    /// Findings that are open now.
    package var openFindings: Int
    package var wouldOpen: Int
    package var wouldClose: Int
    /// Open findings that would get a higher severity.
    package var wouldRise: Int
    /// Open findings that would get a lower severity.
    package var wouldFall: Int
    /// At most ten of each kind, the greatest movement first.
    package var examples: [BacktestExampleBody]

    package init(
        modelVersion: String, currentModelVersion: String, connections: Int, openFindings: Int, wouldOpen: Int,
        wouldClose: Int, wouldRise: Int, wouldFall: Int, examples: [BacktestExampleBody]
    ) {
        self.modelVersion = modelVersion
        self.currentModelVersion = currentModelVersion
        self.connections = connections
        self.openFindings = openFindings
        self.wouldOpen = wouldOpen
        self.wouldClose = wouldClose
        self.wouldRise = wouldRise
        self.wouldFall = wouldFall
        self.examples = examples
    }

    private enum CodingKeys: String, CodingKey {
        case connections, examples
        case modelVersion = "model_version"
        case currentModelVersion = "current_model_version"
        case openFindings = "open_findings"
        case wouldOpen = "would_open"
        case wouldClose = "would_close"
        case wouldRise = "would_rise"
        case wouldFall = "would_fall"
    }
}

/// One connection that another model would judge differently.
package struct BacktestExampleBody: Codable, Sendable, Equatable {
    /// `open`, `close`, `rise` or `fall`.
    package var change: String
    package var connectionID: String
    /// Absent when there is no finding yet.
    package var findingID: String?
    package var title: String
    /// Absent when there is no finding yet.
    package var scoreBefore: Int?
    package var scoreAfter: Int
    package var severityBefore: String?
    package var severityAfter: String

    package init(
        change: String, connectionID: String, findingID: String?, title: String, scoreBefore: Int?, scoreAfter: Int,
        severityBefore: String?, severityAfter: String
    ) {
        self.change = change
        self.connectionID = connectionID
        self.findingID = findingID
        self.title = title
        self.scoreBefore = scoreBefore
        self.scoreAfter = scoreAfter
        self.severityBefore = severityBefore
        self.severityAfter = severityAfter
    }

    private enum CodingKeys: String, CodingKey {
        case change, title
        case connectionID = "connection_id"
        case findingID = "finding_id"
        case scoreBefore = "score_before"
        case scoreAfter = "score_after"
        case severityBefore = "severity_before"
        case severityAfter = "severity_after"
    }
}
