import APIModel
import Access
import Cryptography
import Foundation
import Governance
import Grants
import Hummingbird
import Risk
import Store
import Web

/// Findings, grants, connections, apps, actions and the log.
extension QueryRoutes {
    func findings(_ request: Request, _ context: WebContext) async throws -> Response {
        let page = try await self.store.findings(self.listRequest(request))
        return try self.list(page.map { BodyMapping.finding($0) }, of: request)
    }

    func finding(_ request: Request, _ context: WebContext) async throws -> Response {
        let number = try self.number(context, prefix: "fnd_")
        guard let view = try await self.store.finding(number) else { throw ProblemResponse(.notFound) }
        var body = BodyMapping.finding(view, isWhole: true)
        body.counterfactuals = self.surroundings.judge().analyser.counterfactuals(of: view.assessment)
            .map(BodyMapping.counterfactual)
        return try self.json(body)
    }

    func moveFinding(_ request: Request, _ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let number = try self.number(context, prefix: "fnd_")
        let move = try await self.body(StatusRequest.self, of: request)
        guard let status = FindingStatus(rawValue: move.status) else {
            throw ProblemResponse(.parameterInvalid, field: "status")
        }
        guard (1...500).contains(move.reason.utf8.count) else {
            throw ProblemResponse(.parameterInvalid, detail: "1 to 500 bytes", field: "reason")
        }
        let until = move.until.flatMap(Timestamp.init)
        guard status != .snoozed || until.map({ $0 > self.clock.now() }) == true else {
            throw ProblemResponse(.parameterInvalid, detail: "a time to come, RFC 3339 in UTC", field: "until")
        }
        try await self.store.moveFinding(
            number, to: status, reason: move.reason, until: status == .snoozed ? until : nil,
            by: actor.personNumber, judge: self.surroundings.judge(), now: self.clock.now())
        return try await self.finding(request, context)
    }

    func grants(_ request: Request, _ context: WebContext) async throws -> Response {
        let list = try self.listRequest(request, adding: ["state": ["observed", "unconfirmed"]])
        return try self.list(try await self.store.grants(list).map(BodyMapping.grant), of: request)
    }

    func connections(_ request: Request, _ context: WebContext) async throws -> Response {
        let list = try self.listRequest(request, adding: ["state": ["observed", "unconfirmed"]])
        return try self.list(try await self.store.connections(list).map(BodyMapping.connection), of: request)
    }

    func apps(_ request: Request, _ context: WebContext) async throws -> Response {
        try self.list(try await self.store.apps(self.listRequest(request)).map(BodyMapping.app), of: request)
    }

    func app(_ request: Request, _ context: WebContext) async throws -> Response {
        let number = try self.number(context, prefix: "app_")
        let page = try await self.store.apps(ListRequest(filters: ["id": ["app_\(number)"]], limit: 1))
        guard let record = page.rows.first else { throw ProblemResponse(.notFound) }
        return try self.json(BodyMapping.app(record))
    }

    func actions(_ request: Request, _ context: WebContext) async throws -> Response {
        let page = try await self.store.actions(self.listRequest(request))
        return try self.list(page.map(BodyMapping.action), of: request)
    }

    func log(_ request: Request, _ context: WebContext) async throws -> Response {
        let page = try await self.store.log(self.listRequest(request))
        return try self.list(page.map(Self.entry), of: request)
    }

    private static func entry(_ sealed: SealedLogEntry) throws -> LogEntryBody {
        struct Stored: Decodable {
            var actor: String
            var targets: [String]
            var outcome: String
            var facts: [String: FactBody]
        }
        let stored = try APICoding.decode(Stored.self, from: Data(sealed.bytes))
        return LogEntryBody(
            sequence: sealed.sequence, type: sealed.type, at: sealed.at.description, actor: stored.actor,
            targets: stored.targets, outcome: stored.outcome, facts: stored.facts,
            hash: sealed.hash.hexadecimal, reason: sealed.reason)
    }
}
