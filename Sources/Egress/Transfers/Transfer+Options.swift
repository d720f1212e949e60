import CCurl

extension Transfer {
    /// Tells libcurl what to send, how, and what never to do.
    func configure(_ context: TransferContext) throws(EgressError) {
        try self.setRules(context.settings)
        try self.setTrust(context.authorities)
        try self.setWay()
        try self.setRequest()
        try self.easy.setNames(context.names)
    }

    private func setRules(_ settings: EgressSettings) throws(EgressError) {
        try self.easy.set(CURLOPT_PROTOCOLS_STR, self.target.isPlain ? "http" : "https")
        try self.easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try self.easy.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try self.easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try self.easy.set(CURLOPT_HTTP09_ALLOWED, 0)
        try self.easy.set(CURLOPT_ACCEPT_ENCODING, "gzip")
        try self.easy.set(CURLOPT_MAXFILESIZE_LARGE, offset: self.job.request.maximumResponseBytes)
        try self.easy.set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.wholeMilliseconds)
        try self.easy.set(CURLOPT_TIMEOUT_MS, settings.totalTimeout.wholeMilliseconds)
        // A kept connection that has been idle for longer is likely to be closed at the other end.
        try self.easy.set(CURLOPT_MAXAGE_CONN, 30)
        try self.easy.set(CURLOPT_NOSIGNAL, 1)
        // Or giving a transfer up would wait for the resolver, and all others with it.
        try self.easy.set(CURLOPT_QUICK_EXIT, 1)
    }

    private func setTrust(_ authorities: Result<Authorities, EgressError>) throws(EgressError) {
        for option in [CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION] {
            try self.easy.set(option, CURL_SSLVERSION_TLSv1_2)
        }
        for option in [CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER] {
            try self.easy.set(option, 1)
        }
        for option in [CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST] {
            try self.easy.set(option, 2)
        }
        let authorities = try authorities.get()
        for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] {
            try self.easy.set(option, authorities.folder)
        }
        for option in [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO] {
            try self.easy.set(option, nil)
        }
        guard let certificates = authorities.certificates else { return }
        for option in [CURLOPT_CAINFO_BLOB, CURLOPT_PROXY_CAINFO_BLOB] {
            try self.easy.set(option, blob: certificates)
        }
    }

    /// Directly or through the proxy; the environment has no say here.
    private func setWay() throws(EgressError) {
        try self.easy.set(CURLOPT_NOPROXY, "")
        try self.easy.set(CURLOPT_PROXY, self.target.proxy?.url ?? "")
        guard let proxy = self.target.proxy else { return }
        try self.easy.set(CURLOPT_HTTPPROXYTUNNEL, 1)
        try self.easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if let user = proxy.user { try self.easy.set(CURLOPT_PROXYUSERNAME, user) }
        if let password = proxy.password { try self.easy.set(CURLOPT_PROXYPASSWORD, password) }
    }

    private func setRequest() throws(EgressError) {
        let request = self.job.request
        try self.easy.set(CURLOPT_CURLU, pointer: UnsafeMutableRawPointer(self.target.url.handle))
        if let body = request.body ?? ([.post, .put, .patch].contains(request.method) ? [] : nil) {
            try self.easy.setBody(body)
        } else {
            try self.easy.set(CURLOPT_HTTPGET, 1)
        }
        try self.easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        try self.easy.set(CURLOPT_USERAGENT, "gnomon")
        // A proxy must not see the headers that are meant for the peer.
        try self.easy.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        try self.easy.setHeaders(self.headerLines())
    }

    private func headerLines() throws(EgressError) -> [String] {
        var lines = ["Expect:"]
        for header in self.job.request.headers {
            guard header.isSendable else {
                throw EgressError(.headerInvalid, "a header of the request can not be sent, or may not be set")
            }
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        // libcurl would call any body a form.
        if !self.job.request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        return lines
    }
}

extension Duration {
    /// Rounded up, at least 1: to libcurl 0 means no limit.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = self.components
        return max(1, Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
