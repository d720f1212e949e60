import Egress

extension EgressRequest {
    /// Bytes of a page of a listing.
    static let listingBytes = 4 * 1024 * 1024
    /// Bytes of any other answer.
    static let answerBytes = 256 * 1024

    static func listing(_ url: String) -> EgressRequest {
        EgressRequest(url: url, headers: [.acceptJSON], maximumResponseBytes: Self.listingBytes)
    }

    static func deleting(_ url: String) -> EgressRequest {
        EgressRequest(
            method: .delete, url: url, headers: [.acceptJSON], maximumResponseBytes: Self.answerBytes)
    }

    /// - Parameter body: JSON.
    static func json(_ method: EgressMethod, url: String, body: String) -> EgressRequest {
        EgressRequest(
            method: method, url: url,
            headers: [.acceptJSON, EgressHeader(name: "Content-Type", value: "application/json")],
            body: Array(body.utf8), maximumResponseBytes: Self.answerBytes)
    }

    /// - Parameter fields: sent as application/x-www-form-urlencoded.
    static func form(url: String, _ fields: [(String, String)]) -> EgressRequest {
        EgressRequest(
            method: .post, url: url,
            headers: [
                .acceptJSON, EgressHeader(name: "Content-Type", value: "application/x-www-form-urlencoded"),
            ],
            body: Array(PercentEncoding.pairs(fields).utf8), maximumResponseBytes: Self.answerBytes)
    }
}

extension EgressHeader {
    static let acceptJSON = EgressHeader(name: "Accept", value: "application/json")
}
