import APIModel
import Access
import Cryptography
import Governance
import Grants
import Hummingbird
import Store
import Web

/// Deciding on every proposed action that a filter matches.
extension QueryRoutes {
    /// Each action is decided in a transaction of its own, and only while it is about as many grants as were counted;
    /// one that refuses is named and keeps no other from being decided.
    func decideInBulk(_ request: Request, _ actor: RequestActor) async throws -> Response {
        let asked = try await self.body(BulkRequest.self, of: request)
        let isApproval = try Self.isApproval(asked.decision)
        guard let isDryRun = asked.dryRun else {
            throw ProblemResponse(.parameterInvalid, detail: "true or false; true first", field: "dry_run")
        }
        let word = try Self.word(of: actor, asked.reason)
        let until = try self.end(asked.until)
        let selection = try await self.store.proposals(
            matching: try Self.filters(asked.filter, isApproval), limit: BulkRequest.limit)
        guard !selection.isCut else {
            throw ProblemResponse(
                .parameterInvalid, detail: "it matches more than \(BulkRequest.limit) actions; narrow it",
                field: "filter")
        }
        var body = self.body(of: selection, asked.decision, isApproval)
        if isDryRun { return try self.json(body) }

        try Self.check(asked, body)
        if let seconds = self.bulkPace.secondsToWait(actor.personNumber, now: self.clock.now()) {
            throw ProblemResponse(
                .rateLimited, detail: "\(BulkRequest.runsAMinute) bulk decision a minute", retryAfter: seconds)
        }
        body.dryRun = false
        for item in selection.items {
            do {
                let state = try await isApproval ? self.approve(item, word) : self.reject(item, word, until)
                body.states[state.rawValue, default: 0] += 1
            } catch let error as StoreError where Self.isAboutOneAction(error.code) {
                body.refused.append(
                    .init(id: "act_\(item.number)", code: error.code.rawValue, detail: error.detail))
            }
        }
        return try self.json(body)
    }

    private func approve(_ item: ProposalSelection.Item, _ word: Decision) async throws -> ActionState {
        try await self.store.approve(
            item.number, word, expected: item.subjects, terms: self.surroundings.terms, now: self.clock.now())
    }

    private func reject(
        _ item: ProposalSelection.Item, _ word: Decision, _ until: Timestamp?
    ) async throws -> ActionState {
        try await self.store.reject(item.number, word, until: until, now: self.clock.now())
        return .rejected
    }

    private func body(of selection: ProposalSelection, _ decision: String, _ isApproval: Bool) -> BulkBody {
        let rules = self.surroundings.terms.rules
        let needSecond = selection.items.filter { item in
            isApproval && item.kind.isExecuted
                && rules.reasonForSecond(kind: item.kind, grants: item.subjects, severity: item.severity) != nil
        }
        return BulkBody(
            decision: decision, dryRun: true, actions: selection.items.count, grants: selection.subjects,
            needSecond: needSecond.count, digest: selection.digest.hexadecimal)
    }

    private static func isApproval(_ decision: String) throws -> Bool {
        switch decision {
        case "approve": return true
        case "reject": return false
        default: throw ProblemResponse(.parameterInvalid, detail: "approve or reject", field: "decision")
        }
    }

    private static func filters(_ asked: [String: String], _ isApproval: Bool) throws -> [String: [String]] {
        var filters = asked.mapValues { $0.split(separator: ",").map(String.init) }
        guard filters["state"] ?? [ActionState.proposed.rawValue] == [ActionState.proposed.rawValue] else {
            throw ProblemResponse(.parameterInvalid, detail: "only what is proposed is decided in bulk", field: "state")
        }
        if isApproval, filters["kind"] == nil {
            filters["kind"] = ActionKind.allCases.filter(\.isExecuted).map(\.rawValue)
        }
        return filters
    }

    private static func check(_ asked: BulkRequest, _ found: BulkBody) throws {
        guard let expected = asked.expected else {
            throw ProblemResponse(
                .parameterInvalid, detail: "the number of actions that a dry run named", field: "expected")
        }
        guard expected == found.actions else {
            throw ProblemResponse(
                .expectedCountDiffers,
                detail: "the filter matches \(found.actions) actions, not \(expected); make a dry run")
        }
        guard asked.digest ?? found.digest == found.digest else {
            throw ProblemResponse(
                .expectedCountDiffers, detail: "the filter matches others than the dry run found; make a dry run")
        }
    }

    /// Whether an error says something about one action, and nothing about the store.
    private static func isAboutOneAction(_ code: StoreError.Code) -> Bool {
        switch code {
        case .notFound, .conflict, .actionMoveIllegal, .actionUnsupported, .actionEmpty, .actionChanged, .samePerson,
            .localAdminIsNoSecond, .expectedCountDiffers:
            true
        case .queueFull, .inboxFull, .unavailable, .locked, .newerSchema, .catalogStale, .shuttingDown,
            .jobMoveIllegal, .connectorUnknown, .connectorNameTaken, .vaultKeyWrong:
            false
        }
    }
}
