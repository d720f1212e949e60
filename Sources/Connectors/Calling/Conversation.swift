import Egress
import Foundation
import Synchronization

/// The calls of one operation: it keeps their pace, authorises them, and remembers the provider's request ids for
/// the receipt.
final class Conversation: Sendable {
    /// Request ids that are kept: a listing makes thousands of calls.
    private static let longestTrail = 20

    private struct Memory {
        var requestIDs: [String] = []
        var secrets: Set<String> = []
    }

    let caller: ProviderCaller
    private let memory: Mutex<Memory>

    init(_ caller: ProviderCaller) {
        self.caller = caller
        self.memory = Mutex(Memory(secrets: caller.hidden))
    }

    var now: Date { self.caller.line.clock() }

    /// The provider's ids of the requests so far, oldest first, the last `longestTrail` of them.
    var requestIDs: [String] { self.memory.withLock { $0.requestIDs } }

    /// Sends one authorised call; after a 401 the caller's token is renewed once and the call repeated.
    ///
    /// - Returns: any answer but a redirect, 408, 429 or 5xx.
    /// - Throws: those, and what egress or the token's issuer refused.
    func send(_ request: EgressRequest) async throws(ProviderAnswer) -> EgressResponse {
        let first = try await self.caller.credential.authorization(in: self)
        let response = try await self.sendUnauthorised(request, authorization: first)
        guard self.caller.refusesToken(response),
            let second = try await self.caller.credential.authorization(insteadOf: first, in: self)
        else { return response }
        return try await self.sendUnauthorised(request, authorization: second)
    }

    /// Sends one call as it stands, or with the given `Authorization`.
    func sendUnauthorised(
        _ request: EgressRequest, authorization: String? = nil
    ) async throws(ProviderAnswer) -> EgressResponse {
        var request = request
        request.headers += self.caller.headers
        if let authorization {
            request.headers.append(EgressHeader(name: "Authorization", value: authorization))
            self.hide(authorization.split(separator: " ").last.map(String.init) ?? authorization)
            if let proof = try self.caller.credential.proof(of: request, authorization, in: self) {
                request.headers.append(proof)
            }
        }
        do {
            try await self.caller.pacer.turn()
        } catch {
            throw self.answer(.transient, "the operation was cancelled")
        }
        let response: EgressResponse
        do {
            response = try await self.caller.line.client.send(request)
        } catch {
            await self.caller.pacer.end()
            throw self.answer(error)
        }
        await self.caller.pacer.end()
        self.remember(response)
        if let fault = self.commonFault(of: response) { throw fault }
        return response
    }

    /// Keeps a text out of everything that is shown of this operation.
    func hide(_ secret: String) {
        self.memory.withLock { _ = $0.secrets.insert(secret) }
    }

    /// What the operation ends in; the detail is bounded and freed of secrets.
    func answer(
        _ outcome: RevokeOutcome, _ detail: String, retryAfter: Duration? = nil, residualAccessSeconds: Int? = nil,
        permission: String? = nil, documentation: String? = nil
    ) -> ProviderAnswer {
        let memory = self.memory.withLock { $0 }
        return ProviderAnswer(
            outcome, detail: VendorText.shown(detail, hiding: memory.secrets), retryAfter: retryAfter,
            requestIDs: memory.requestIDs, residualAccessSeconds: residualAccessSeconds,
            permission: permission.map { VendorText.shown($0, hiding: memory.secrets) }, documentation: documentation)
    }

    /// Reads a body of JSON; members that `type` does not name are dropped here, secrets among them.
    ///
    /// - Throws: `transient`: what cannot be read may be a proxy's page or a broken answer.
    func decoded<Value: Decodable>(_ type: Value.Type, from response: EgressResponse) throws(ProviderAnswer) -> Value {
        guard let value = try? ProviderJSON.decoded(type, from: response.body) else {
            throw self.answer(.transient, "status \(response.status) with a body that cannot be read")
        }
        return value
    }

    /// `throttled` for a 429, `transient` for 408 and 5xx.
    private func commonFault(of response: EgressResponse) -> ProviderAnswer? {
        let outcome: RevokeOutcome
        switch response.status {
        case 429: outcome = .throttled
        case 408, 500...: outcome = .transient
        default: return nil
        }
        var pause = RetryAfter.pause(response["Retry-After"], now: self.now)
        if outcome == .throttled { pause = pause ?? self.caller.pause(response, self.now) }
        return self.answer(outcome, "status \(response.status)", retryAfter: pause)
    }

    private func answer(_ error: EgressError) -> ProviderAnswer {
        switch error.kind {
        case _ where error.isTransient: self.answer(.transient, error.description)
        case .responseTooLarge, .responseInvalid, .connectionLost, .timeout, .cancelled, .busy:
            self.answer(.transient, error.description)
        default: self.answer(.misconfigured, error.description)
        }
    }

    private func remember(_ response: EgressResponse) {
        guard let id = response[self.caller.requestIDHeader] else { return }
        let shown = VendorText.shown(String(id.prefix(128)), hiding: [])
        self.memory.withLock { memory in
            memory.requestIDs.append(shown)
            if memory.requestIDs.count > Self.longestTrail { memory.requestIDs.removeFirst() }
        }
    }
}
