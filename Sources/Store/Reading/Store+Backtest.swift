import Governance
import Grants
package import Risk
import SQL

/// What another model would change, connection by connection.
package struct Backtest: Sendable {
    /// How a finding would move.
    package enum Change: String, Sendable, CaseIterable {
        case open, close, rise, fall
    }

    /// One connection that would be judged differently.
    package struct Example: Sendable {
        package var change: Change
        package var connection: ConnectionSummary
        package var scoreBefore: Int?
        package var scoreAfter: Int

        fileprivate var movement: Int { abs(self.scoreAfter - (self.scoreBefore ?? 0)) }
    }

    package private(set) var connections = 0
    /// Findings that are open now.
    package private(set) var openFindings = 0
    package private(set) var counts: [Change: Int] = [:]
    private var kept: [Change: [Example]] = [:]

    /// By kind, then the greatest movement first.
    package var examples: [Example] { Change.allCases.flatMap { self.kept[$0] ?? [] } }

    /// Examples kept of each kind.
    private static let limit = 10

    /// - Parameter status: of the connection's finding, or `nil` without one.
    fileprivate mutating func add(
        _ connection: ConnectionSummary, _ facts: ConnectionFacts, _ status: FindingStatus?, _ analyser: RiskAnalyser
    ) {
        self.connections += 1
        if status == .open { self.openFindings += 1 }
        // What a person decided stays decided under any model.
        guard status == nil || status == .open else { return }
        let assessment = analyser.assessment(of: facts)
        let opens = analyser.decision(on: facts, assessment) == .open
        let before = connection.score
        let change: Change
        if let before {
            let severity = Severity(score: before)
            if !opens {
                change = .close
            } else if assessment.severity != severity {
                change = assessment.severity > severity ? .rise : .fall
            } else {
                return
            }
        } else {
            guard opens else { return }
            change = .open
        }
        self.counts[change, default: 0] += 1
        self.keep(
            Example(change: change, connection: connection, scoreBefore: before, scoreAfter: assessment.score))
    }

    private mutating func keep(_ example: Example) {
        var examples = self.kept[example.change] ?? []
        let place = examples.firstIndex { $0.movement < example.movement } ?? examples.endIndex
        guard place < Self.limit else { return }
        examples.insert(example, at: place)
        self.kept[example.change] = Array(examples.prefix(Self.limit))
    }
}

extension Store {
    /// Judges every stored connection by another model; nothing is written.
    ///
    /// Reads page by page, so that memory stays bounded and other readers have their turn; what changes meanwhile may
    /// be seen before or after its change.
    package func backtest(_ analyser: RiskAnalyser) async throws -> Backtest {
        var result = Backtest()
        var last: Int64 = 0
        while true {
            try Task.checkCancellation()
            let after = last
            let page = try await self.read { try Self.judgeable(after: after, $0) }
            for item in page { result.add(item.connection, item.facts, item.status, analyser) }
            guard page.count == Self.backtestPage, let end = page.last?.connection.number else { return result }
            last = end
        }
    }

    /// Connections of one page.
    private static let backtestPage = 500

    private struct Judgeable: Sendable {
        var connection: ConnectionSummary
        var facts: ConnectionFacts
        var status: FindingStatus?
    }

    private static func judgeable(after number: Int64, _ database: any SQLSession) throws -> [Judgeable] {
        try database.rows(
            """
            SELECT \(Self.connectionColumns), n.marks AS n_marks, f.finding_no, f.score, f.status
            FROM \(Self.connectionTables)
            LEFT JOIN findings f ON f.org_no = n.org_no AND f.connection_no = n.connection_no
            WHERE n.org_no = ? AND n.connection_no > ? ORDER BY n.connection_no LIMIT \(Self.backtestPage)
            """, [Store.organisation, number]
        ).map { row in
            let connection = try Self.connection(row)
            let facts = ConnectionFacts(
                app: connection.client, resource: connection.resource, access: connection.access,
                people: connection.people, liveness: connection.liveness,
                marks: ConnectionFacts.Marks(rawValue: row["n_marks"]))
            return Judgeable(
                connection: connection, facts: facts,
                status: (row["status"] as String?).flatMap(FindingStatus.init(rawValue:)))
        }
    }
}
