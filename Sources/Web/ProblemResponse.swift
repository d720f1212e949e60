package import APIModel
package import Hummingbird

/// A problem on its way to the caller.
package struct ProblemResponse: Error, HTTPResponseError, Sendable {
    package var problem: Problem
    package var headers: HTTPFields

    package init(
        _ code: ProblemCode, detail: String? = nil, field: String? = nil, retryAfter: Int? = nil,
        headers: HTTPFields = [:]
    ) {
        self.problem = Problem(code, detail: detail, field: field)
        self.headers = headers
        if let retryAfter { self.headers[.retryAfter] = String(retryAfter) }
        if code.status == 401 { self.headers[.wwwAuthenticate] = "Bearer realm=\"gnomon\"" }
    }

    package var status: HTTPResponse.Status { HTTPResponse.Status(code: self.problem.status) }

    package var response: Response {
        var headers = self.headers
        headers[.contentType] = "application/problem+json"
        let body = (try? APICoding.encode(self.problem)).map { ByteBuffer(bytes: $0) } ?? ByteBuffer()
        return Response(status: self.status, headers: headers, body: .init(byteBuffer: body))
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        self.response
    }
}
