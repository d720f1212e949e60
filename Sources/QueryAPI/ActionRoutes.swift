import APIModel
import Access
import Governance
import Grants
import Hummingbird
import Store
import Web

/// Proposing, approving and undoing actions, and the switch that holds all of them.
extension QueryRoutes {
    static let actionTable = [
        route("POST", "/v1/findings/{id}/actions", .proposeActions) { routes, request, context, actor in
            try await routes.propose(request, context, actor)
        },
        route("POST", "/v1/actions/bulk", .approveActions) { routes, request, _, actor in
            try await routes.decideInBulk(request, actor)
        },
        route("GET", "/v1/actions/{id}", .readInventory) { routes, _, context, _ in
            try await routes.action(routes.number(context, prefix: "act_"))
        },
        route("POST", "/v1/actions/{id}/approve", .approveActions) { routes, request, context, actor in
            try await routes.decide(request, context, actor) { number, word, asked, now in
                _ = try await routes.store.approve(
                    number, word, expected: asked.expected, terms: routes.surroundings.terms, now: now)
            }
        },
        route("POST", "/v1/actions/{id}/reject", .approveActions) { routes, request, context, actor in
            try await routes.decide(request, context, actor) { number, word, asked, now in
                try await routes.store.reject(number, word, until: routes.end(asked.until), now: now)
            }
        },
        route("POST", "/v1/actions/{id}/cancel", .approveActions) { routes, request, context, actor in
            try await routes.decide(request, context, actor) { number, word, _, now in
                try await routes.store.cancelAction(number, word, now: now)
            }
        },
        route("POST", "/v1/actions/{id}/resume", .approveActions) { routes, request, context, actor in
            try await routes.decide(request, context, actor) { number, word, _, now in
                try await routes.store.resumeAction(number, word, terms: routes.surroundings.terms, now: now)
            }
        },
        route("POST", "/v1/actions/{id}/review", .decideFindings) { routes, request, context, actor in
            try await routes.decide(request, context, actor) { number, word, _, now in
                try await routes.store.endReview(number, word, now: now)
            }
        },
        route("POST", "/v1/policy/freeze", .freezePolicy) { routes, request, _, actor in
            try await routes.freeze(true, request, actor)
        },
        route("POST", "/v1/policy/unfreeze", .freezePolicy) { routes, request, _, actor in
            try await routes.freeze(false, request, actor)
        },
    ]

    private func propose(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let finding = try self.number(context, prefix: "fnd_")
        let asked = try await self.body(ProposalRequest.self, of: request)
        guard let kind = ActionKind(rawValue: asked.kind) else {
            let known = ActionKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProblemResponse(.parameterInvalid, detail: "one of: \(known)", field: "kind")
        }
        let number = try await self.store.propose(
            kind, for: finding, try Self.word(of: actor, asked.reason), judge: self.surroundings.judge(),
            now: self.clock.now())
        return try await self.action(number, status: .created)
    }

    /// Lets a person decide and answers with what the action has become.
    private func decide(
        _ request: Request, _ context: WebContext, _ actor: RequestActor,
        _ change: (_ number: Int64, Decision, DecisionRequest, _ now: Timestamp) async throws -> Void
    ) async throws -> Response {
        let number = try self.number(context, prefix: "act_")
        let asked = try await self.body(DecisionRequest.self, of: request)
        try await change(number, try Self.word(of: actor, asked.reason), asked, self.clock.now())
        return try await self.action(number)
    }

    private func action(_ number: Int64, status: HTTPResponse.Status = .ok) async throws -> Response {
        guard let detail = try await self.store.action(number) else { throw ProblemResponse(.notFound) }
        let body = BodyMapping.action(
            detail, rules: self.surroundings.terms.rules, frozenSince: try await self.store.frozenSince())
        return try self.json(body, status: status)
    }

    /// Needs no body, so that everything can be stopped with the shortest command.
    private func freeze(_ isFrozen: Bool, _ request: Request, _ actor: RequestActor) async throws -> Response {
        let asked = try await self.body(FreezeRequest.self, of: request, whenEmpty: FreezeRequest(reason: nil))
        let reason = try asked.reason.map { try Self.word(of: actor, $0).reason }
        try await self.store.setFrozen(
            isFrozen, because: reason, by: Author(person: actor.personNumber), now: self.clock.now())
        return try self.json(FreezeBody(frozenSince: try await self.store.frozenSince()?.description))
    }

    /// What a person says, with a reason that is required.
    static func word(of actor: RequestActor, _ reason: String?) throws -> Decision {
        guard let reason, (1...500).contains(reason.utf8.count) else {
            throw ProblemResponse(.parameterInvalid, detail: "why, in 1 to 500 bytes", field: "reason")
        }
        return Decision(
            person: actor.personNumber, token: actor.tokenNumber, isLocalAdmin: actor.isLocalAdmin, reason: reason)
    }

    /// The end of a rejection; `nil` for none.
    func end(_ text: String?) throws -> Timestamp? {
        guard let text else { return nil }
        guard let until = Timestamp(text), until > self.clock.now() else {
            throw ProblemResponse(.parameterInvalid, detail: "a time to come, RFC 3339 in UTC", field: "until")
        }
        return until
    }
}
