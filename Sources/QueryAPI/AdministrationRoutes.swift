import APIModel
import Access
import Foundation
import Governance
import Grants
import Hummingbird
import Risk
import Store
import Web

/// Status, policy, tokens and people.
extension QueryRoutes {
    func status(_ request: Request, _ context: WebContext) async throws -> Response {
        let counts = try await self.store.intakeCounts()
        let judge = self.surroundings.judge()
        return try self.json(
            StatusBody(
                version: self.surroundings.version, reports: try await self.store.reportCount(),
                receivedEvents: counts.received, storedEvents: counts.stored, duplicateEvents: counts.duplicate,
                rejectedEvents: counts.rejected, setAsideEvents: counts.setAside, backlogEvents: counts.waiting,
                balanced: counts.isBalanced, findings: try await self.store.openFindingCount(),
                catalogVersion: self.surroundings.catalog.version(), modelVersion: judge.analyser.model.version,
                policyVersion: judge.policy.version,
                frozenSince: try await self.store.frozenSince()?.description))
    }

    // MARK: - Policy

    func policy(_ request: Request, _ context: WebContext) async throws -> Response {
        try self.json(self.surroundings.judge().policy)
    }

    func applyPolicy(_ request: Request, _ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 256 * 1024)
        let policy: Policy
        do {
            policy = try Policy(json: Data(buffer.readableBytesView))
        } catch {
            throw ProblemResponse(.policyInvalid, detail: error.description)
        }
        var judge = self.surroundings.judge()
        judge.policy = policy
        let text = String(decoding: try APICoding.encode(policy), as: UTF8.self)
        let changed = try await self.store.applyPolicy(
            judge, text: text, by: actor.personNumber, now: self.clock.now())
        self.surroundings.replaceJudge(judge)
        return try self.json(PolicyAnswer(version: policy.version, changedProposals: changed))
    }

    // MARK: - Enrolment tokens

    func enrolmentTokens(_ request: Request, _ context: WebContext) async throws -> Response {
        try self.refuseParameters(of: request)
        let rows = try await self.store.enrolmentTokens().map { token in
            TokenBody(
                id: "enr_\(token.number)", name: token.name, createdAt: token.createdAt.description,
                expiresAt: token.expiresAt?.description, state: self.state(token.revokedAt, token.expiresAt))
        }
        return try self.json(ListBody(data: rows, nextCursor: nil))
    }

    func createEnrolmentToken(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let asked = try await self.body(TokenRequest.self, of: request)
        let name = try Self.name(asked.name)
        return try await self.newEnrolmentToken(name, asked.expiresAt) { hash, expiresAt in
            try await self.store.createEnrolmentToken(
                name: name, hash: hash, expiresAt: expiresAt, by: Author(person: actor.personNumber),
                now: self.clock.now())
        }
    }

    func rotateEnrolmentToken(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let number = try self.number(context, prefix: "enr_")
        guard let token = try await self.store.enrolmentTokens().first(where: { $0.number == number }) else {
            throw ProblemResponse(.notFound)
        }
        return try await self.newEnrolmentToken(token.name, nil) { hash, expiresAt in
            try await self.store.rotateEnrolmentToken(
                name: token.name, hash: hash, expiresAt: expiresAt ?? token.expiresAt,
                by: Author(person: actor.personNumber), now: self.clock.now())
        }
    }

    func revokeEnrolmentToken(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let number = try self.number(context, prefix: "enr_")
        _ = try await self.store.revokeEnrolmentTokens(
            number: number, by: Author(person: actor.personNumber), now: self.clock.now())
        try await self.tokens.refresh()
        return Response(status: .noContent)
    }

    /// Ends every token of the name in the query, old and new: a rotation leaves two that are valid.
    func revokeEnrolmentTokens(
        _ request: Request, _ context: WebContext, _ actor: RequestActor
    ) async throws -> Response {
        let list = try self.listRequest(request)
        guard let name = list.filters["name"]?.joined(separator: ","), list.filters.count == 1 else {
            throw ProblemResponse(.parameterInvalid, detail: "the name of the tokens, and nothing else", field: "name")
        }
        let numbers = try await self.store.revokeEnrolmentTokens(
            name: name, by: Author(person: actor.personNumber), now: self.clock.now())
        try await self.tokens.refresh()
        return try self.json(RevocationBody(revoked: numbers.map { "enr_\($0)" }))
    }

    private func newEnrolmentToken(
        _ name: String, _ expires: String?, _ store: (_ hash: [UInt8], _ expiresAt: Timestamp?) async throws -> Int64
    ) async throws -> Response {
        let token = try SecretToken(.enrolment)
        let expiresAt = try self.expiry(expires)
        let number = try await store(token.hash, expiresAt)
        try await self.tokens.refresh()
        return try self.json(
            TokenBody(
                id: "enr_\(number)", name: name, createdAt: self.clock.now().description,
                expiresAt: expiresAt?.description, state: "valid", secret: token.secret), status: .created)
    }

    // MARK: - API tokens

    func apiTokens(_ request: Request, _ context: WebContext) async throws -> Response {
        try self.refuseParameters(of: request)
        let rows = try await self.store.apiTokens().map { token in
            TokenBody(
                id: "tok_\(token.number)", name: token.name, person: token.personName, roles: token.roles,
                createdAt: token.createdAt.description, expiresAt: token.expiresAt?.description,
                state: self.state(token.revokedAt, token.expiresAt))
        }
        return try self.json(ListBody(data: rows, nextCursor: nil))
    }

    func createAPIToken(_ request: Request, _ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let asked = try await self.body(TokenRequest.self, of: request)
        let name = try Self.name(asked.name)
        let person = try Self.name(asked.person ?? asked.name, field: "person")
        let roles = asked.roles ?? ["viewer"]
        guard !roles.isEmpty, roles.allSatisfy({ Role(rawValue: $0) != nil }) else {
            let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProblemResponse(.parameterInvalid, detail: "roles: \(known)", field: "roles")
        }
        let expiresAt = try self.expiry(asked.expiresAt)
        let token = try SecretToken(.api)
        let number = try await self.store.createAPIToken(
            person: person, isService: asked.service ?? false, name: name, roles: roles, hash: token.hash,
            expiresAt: expiresAt, by: Author(person: actor.personNumber), now: self.clock.now())
        try await self.tokens.refresh()
        return try self.json(
            TokenBody(
                id: "tok_\(number)", name: name, person: person, roles: roles,
                createdAt: self.clock.now().description, expiresAt: expiresAt?.description, state: "valid",
                secret: token.secret), status: .created)
    }

    func revokeAPIToken(_ request: Request, _ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let number = try self.number(context, prefix: "tok_")
        try await self.store.revokeAPIToken(
            number: number, by: Author(person: actor.personNumber), now: self.clock.now())
        try await self.tokens.refresh()
        return Response(status: .noContent)
    }

    // MARK: - People

    func exportPerson(_ request: Request, _ context: WebContext) async throws -> Response {
        let address = try await self.address(request)
        guard let person = try await self.store.person(address: address) else { throw ProblemResponse(.notFound) }
        var grants: [GrantBody] = []
        var list = ListRequest(filters: ["person": ["per_\(person.number)"], "state": ["any"]], limit: 500)
        repeat {
            let page = try await self.store.grants(list)
            grants += page.rows.map(BodyMapping.grant)
            list.cursor = page.nextCursor
        } while list.cursor != nil
        return try self.json(
            PersonBody(
                id: "per_\(person.number)", address: person.address, domain: person.domain,
                knownSince: person.createdAt.description, grants: grants))
    }

    func erasePerson(_ request: Request, _ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let address = try await self.address(request)
        let namesAddress = self.surroundings.namesAddress
        let erased = try await self.store.erasePerson(
            address: address, reportsNaming: { namesAddress($0, address) }, by: Author(person: actor.personNumber),
            now: self.clock.now())
        return try self.json(ErasureBody(id: erased.number.map { "per_\($0)" }, reports: erased.reports))
    }

    /// An address comes in the body, never in a URL that proxies log.
    private func address(_ request: Request) async throws -> String {
        struct Asked: Decodable {
            var address: String
        }
        let asked = try await self.body(Asked.self, of: request)
        guard let address = MailAddress(asked.address), !address.isDomainOnly else {
            throw ProblemResponse(.parameterInvalid, field: "address")
        }
        return address.text
    }

    // MARK: - Pieces

    private func state(_ revokedAt: Timestamp?, _ expiresAt: Timestamp?) -> String {
        if revokedAt != nil { return "revoked" }
        return expiresAt.map { $0 <= self.clock.now() } == true ? "expired" : "valid"
    }

    private func expiry(_ text: String?) throws -> Timestamp? {
        guard let text else { return nil }
        guard let expiry = Timestamp(text), expiry > self.clock.now() else {
            throw ProblemResponse(.parameterInvalid, detail: "a time to come, RFC 3339 in UTC", field: "expires_at")
        }
        return expiry
    }

    private static func name(_ text: String, field: String = "name") throws -> String {
        guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw ProblemResponse(.parameterInvalid, detail: "1 to 100 printable bytes", field: field)
        }
        return text
    }
}
