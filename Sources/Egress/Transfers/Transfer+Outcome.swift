import CCurl

extension Transfer {
    /// What the caller gets when libcurl is done.
    func outcome(_ code: CURLcode) -> Result<EgressResponse, EgressError> {
        guard code == CURLE_OK else { return .failure(self.failure(code)) }
        let status = self.easy.number(CURLINFO_RESPONSE_CODE)
        guard !(300..<400).contains(status) else {
            return .failure(self.error(.redirectRefused, "\(self.host) answered with a redirect (\(status))"))
        }
        return .success(
            EgressResponse(
                status: status, headers: self.answer.headers, body: self.answer.body,
                address: self.target.proxy == nil ? self.address : nil))
    }

    private func failure(_ code: CURLcode) -> EgressError {
        if let excess = self.answer.excess { return self.error(.responseTooLarge, excess) }
        if self.wouldRepeat { return self.transient(.connectionLost, "\(self.host) closed without an answer") }
        let isRefused = code == CURLE_ABORTED_BY_CALLBACK || (code == CURLE_COULDNT_CONNECT && !self.isTried)
        if let refusal = self.refusal, isRefused {
            return self.error(.addressRefused, "\(self.nextHop) may not be connected to: \(refusal)")
        }
        return self.worldFailure(code)
    }

    /// What is the world's doing: names, connections, trust, answers.
    private func worldFailure(_ code: CURLcode) -> EgressError {
        switch code {
        // The code that stands for a refused tunnel is another in later versions of libcurl.
        case _ where code == CURLE_PROXY || (!self.wasSent && self.easy.number(CURLINFO_HTTP_CONNECTCODE) >= 300):
            self.proxyFailure()
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self.transient(.resolveFailed, "the name of \(self.nextHop) has no address")
        case CURLE_COULDNT_CONNECT:
            self.transient(.connectFailed, "no connection to \(self.nextHop)")
        case CURLE_OPERATION_TIMEDOUT:
            self.transient(.timeout, self.wasSent ? "no answer of \(self.host) in time" : "no connection in time")
        case CURLE_FILESIZE_EXCEEDED:
            self.error(.responseTooLarge, ReceivedAnswer.excessOfBody(self.job.request.maximumResponseBytes))
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            self.wasSent
                ? self.transient(.connectionLost, "the connection to \(self.host) broke before the answer was whole")
                : self.transient(.connectFailed, "the connection to \(self.nextHop) broke before the request")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            self.error(.responseInvalid, "the answer of \(self.host) is no HTTP that can be read")
        case CURLE_SSL_CONNECT_ERROR where self.isBroken:
            self.transient(.connectFailed, "the connection to \(self.host) broke during its TLS handshake")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE:
            self.error(.tlsFailed, "no trustworthy TLS connection to \(self.host): \(self.easy.complaint)")
        default:
            self.error(.internal, "libcurl gave up (error \(code.rawValue))")
        }
    }

    /// Whether the connection ended during the handshake, by an error of the system or by its other end, where the two
    /// sides may well have common ground. For the other end's libcurl has no more than OpenSSL's words.
    private var isBroken: Bool {
        self.easy.number(CURLINFO_OS_ERRNO) != 0
            || ["SSL_ERROR_SYSCALL", "unexpected eof"].contains { self.easy.complaint.contains($0) }
    }

    private func proxyFailure() -> EgressError {
        let status = self.easy.number(CURLINFO_HTTP_CONNECTCODE)
        let detail = "the proxy did not connect to \(self.host) (status \(status))"
        return status == 0 || status == 429 || status >= 500
            ? self.transient(.proxyRefused, detail) : self.error(.proxyRefused, detail)
    }

    private var host: String { self.target.host.text }

    /// The other end of the connection.
    private var nextHop: String { self.target.proxy.map { "the proxy \($0.url)" } ?? self.host }

    private func error(_ kind: EgressError.Code, _ detail: String) -> EgressError {
        EgressError(kind, detail, sent: self.wasSent)
    }

    private func transient(_ kind: EgressError.Code, _ detail: String) -> EgressError {
        EgressError(kind, detail, isTransient: true, sent: self.wasSent)
    }
}
