/// A fault to come, ordered through the control interface.
package struct FaultOrder: Sendable, Codable {
    /// Raw values are the control interface's names.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The provider's own signal for "too fast".
        case throttle
        /// A bare 429.
        case tooManyRequests = "too_many_requests"
        /// `status`, or 503, and nothing is done.
        case serverError = "server_error"
        /// The same after everything was done.
        case serverErrorAfter = "server_error_after"
        /// The connection is reset before anything is done.
        case reset
        /// The connection is reset after everything was done.
        case resetAfter = "reset_after"
        /// The answer comes `milliseconds` later.
        case slow
        /// The right answer, broken off in its middle.
        case wrongJSON = "wrong_json"
        /// `megabytes` of white space.
        case hugeBody = "huge_body"
        /// A redirect to `host`.
        case redirect
        /// The page's link to the next leads to `host`.
        case foreignNext = "foreign_next"
        /// The caller's token is no longer good.
        case expiredToken = "expired_token"
        /// The caller lacks the permission.
        case forbidden
        /// A deletion is confirmed and not done.
        case ignoredDelete = "ignored_delete"
        /// A deletion is confirmed and leaves a part.
        case halfDelete = "half_delete"
    }

    package var kind: Kind
    /// Only requests of this method.
    package var method: String?
    /// Only requests whose path contains this.
    package var path: String?
    /// Matching requests that pass before.
    package var skip: Int?
    /// Matching requests that it meets; 1 when not given.
    package var times: Int?
    package var status: Int?
    /// The value of `Retry-After`, or seconds where the provider's signal has another place for them.
    package var retryAfter: String?
    package var milliseconds: Int?
    package var megabytes: Int?
    package var host: String?

    private enum CodingKeys: String, CodingKey {
        case kind, method, path, skip, times, status, milliseconds, megabytes, host
        case retryAfter = "retry_after"
    }

    package init(
        _ kind: Kind, method: String? = nil, path: String? = nil, skip: Int? = nil, times: Int? = nil,
        status: Int? = nil, retryAfter: String? = nil, milliseconds: Int? = nil, megabytes: Int? = nil,
        host: String? = nil
    ) {
        self.kind = kind
        self.method = method
        self.path = path
        self.skip = skip
        self.times = times
        self.status = status
        self.retryAfter = retryAfter
        self.milliseconds = milliseconds
        self.megabytes = megabytes
        self.host = host
    }

    /// Whether it meets this request; counts it.
    mutating func meets(_ request: FakeRequest) -> Bool {
        guard self.method.map({ $0 == request.method }) ?? true,
            self.path.map({ ("/" + request.path.joined(separator: "/")).contains($0) }) ?? true
        else { return false }
        if let left = self.skip, left > 0 {
            self.skip = left - 1
            return false
        }
        let times = self.times ?? 1
        self.times = times - 1
        return times > 0
    }

    var isSpent: Bool { (self.times ?? 1) <= 0 }
}
