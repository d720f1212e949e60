import Access
import Foundation
import Governance
import Grants
import Risk
import SQL
import Store
import StoreTesting
import Testing

/// A daemon with open findings and named persons who decide about them. No worker runs: what is approved waits.
struct ActionScene {
    /// Roles of a daemon that carries nothing out.
    static let idle = ["--roles", "collector,analyzer,api"]

    let daemon: DaemonProcess
    private(set) var tokens: [String: String] = [:]

    /// - Parameters:
    ///   - clients: apps of which each gets a finding, `fnd_1` for the first.
    ///   - people: addresses of those who granted each of them access.
    init(
        clients: [String] = ["client-1"], people: [String] = ["ana@example.com"], environment: [String: String] = [:]
    ) throws {
        try self.init(DaemonProcess(arguments: Self.idle, environment: environment))
        let enrolment = try self.daemon.enrol()
        for client in clients {
            for person in people { try self.see(client, by: person, enrolment) }
        }
    }

    /// Persons for a daemon that runs: `ada` proposes, `bob` and `cleo` approve, `vic` looks.
    init(_ daemon: DaemonProcess) throws {
        self.daemon = daemon
        for (person, role) in [
            ("ada", Role.analyst), ("bob", .remediator), ("cleo", .remediator), ("vic", .viewer),
        ] {
            let answer = try self.daemon.call(
                "POST", "/v1/tokens", token: self.daemon.adminToken(),
                body: Data("{\"name\":\"\(person)\",\"person\":\"\(person)\",\"roles\":[\"\(role.rawValue)\"]}".utf8))
            self.tokens[person] = try #require(answer.object["secret"] as? String)
        }
    }

    /// The same persons before a daemon that was started anew.
    init(_ daemon: DaemonProcess, tokens: [String: String]) {
        self.daemon = daemon
        self.tokens = tokens
    }

    func see(_ client: String, by person: String, _ enrolment: String) throws {
        var maker = ReportMaker()
        maker.email = person
        let report = ReportMaker.bytes(maker.report([maker.event(client: client)]))
        #expect(try self.daemon.post(report, token: enrolment).status == 202)
        _ = try self.daemon.waitUntilAnalysed()
    }

    /// Asks as a person; `nil` for the first administrator.
    func ask(_ person: String?, _ method: String, _ path: String, _ body: [String: Any]? = nil) throws -> HTTPAnswer {
        let token = try person.map { try #require(self.tokens[$0]) } ?? self.daemon.adminToken()
        return try self.daemon.call(
            method, path, token: token, body: try body.map { try JSONSerialization.data(withJSONObject: $0) })
    }

    /// Decides on an action or a job: `decide("bob", "actions/act_2/approve")`.
    @discardableResult
    func decide(_ person: String?, _ path: String, _ more: [String: Any] = [:]) throws -> HTTPAnswer {
        try self.ask(person, "POST", "/v1/\(path)", ["reason": "a test"].merging(more) { $1 })
    }

    /// - Returns: the new action's id.
    func propose(_ kind: String, for finding: String = "fnd_1", by person: String? = "ada") throws -> String {
        let answer = try self.decide(person, "findings/\(finding)/actions", ["kind": kind])
        #expect(answer.status == 201, "\(answer.object)")
        return try #require(answer.object["id"] as? String)
    }

    /// A revoke that `ada` proposed and `bob` approved.
    func scheduled(for finding: String = "fnd_1") throws -> String {
        let id = try self.propose("revoke", for: finding)
        #expect(try self.decide("bob", "actions/\(id)/approve").object["state"] as? String == "scheduled")
        return id
    }

    func action(_ id: String) throws -> [String: Any] { try self.daemon.json("/v1/actions/\(id)") }

    func rows(_ path: String) throws -> [[String: Any]] {
        try #require(try self.daemon.json(path)["data"] as? [[String: Any]], "\(path)")
    }

    func logTypes() throws -> [String] {
        try self.rows("/v1/log?limit=500").compactMap { $0["type"] as? String }
    }

    /// Changes a row as no command does.
    func execute(_ sql: String) throws {
        try World.raw(self.daemon.location) { _ = try $0.execute(sql) }
    }

    /// Stops the daemon, lets `work` be done on its store, and starts another; of a file on a copy, since its lock lives
    /// as long as the store does.
    func restarted(_ work: (Store, Judge) async throws -> Void) async throws -> ActionScene {
        self.daemon.kill(SIGTERM)
        let folder = self.daemon.folder
        let store = try Store(at: self.daemon.location)
        let judge = Judge(analyser: RiskAnalyser(model: try .shipped()), policy: try .shipped())
        try await work(store, judge)
        await store.close()
        guard Engine.current == .sqlite else {
            return ActionScene(
                try DaemonProcess(folder: folder, arguments: Self.idle, store: self.daemon.store), tokens: self.tokens)
        }
        let copy = folder.appendingPathExtension("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: folder, to: copy)
        return ActionScene(try DaemonProcess(folder: copy, arguments: Self.idle), tokens: self.tokens)
    }

    static let terms = ApprovalTerms(roles: Set(Permission.approveActions.roles.map(\.rawValue)))

    /// Starts what is scheduled, as the worker does, and ends each job with an outcome.
    func carriedOut(
        _ outcome: JobOutcome, isDiscarded: Bool = false, detail: String = "", requestIDs: [String] = []
    ) async throws -> ActionScene {
        try await self.restarted { store, judge in
            let now = WallClock.system.now().advanced(byMilliseconds: 3_600_000)
            #expect(try await store.startDueActions(terms: Self.terms, now: now) > 0)
            let claims = try await store.claimJobs(of: nil, limit: 50, now: now)
            #expect(!claims.isEmpty)
            for claim in claims {
                try await store.finishAttempt(
                    AttemptRecord(
                        job: claim, decision: isDiscarded ? .discard(outcome) : .complete(outcome), outcome: outcome,
                        detail: detail, requestIDs: requestIDs),
                    judge: judge, now: now)
            }
        }
    }
}
