import CCurl

/// Owns an address as libcurl's reader understood it. The transfer is given this same object, so both see one host.
final class CurlURL {
    let handle: OpaquePointer

    /// - Parameter mayHaveCredentials: whether `user:password@` is taken; a request's address never has it.
    /// - Throws: `urlInvalid`, `credentialsInURL`; no word of the address is in it.
    init(_ text: String, mayHaveCredentials: Bool = false) throws(EgressError) {
        guard let handle = curl_url() else { throw EgressError(.internal, "no memory for an address") }
        self.handle = handle
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw EgressError(.urlInvalid, "the address has a character that is not printable ASCII")
        }
        let flags = mayHaveCredentials ? 0 : UInt32(CURLU_DISALLOW_USER)
        let code = curl_url_set(handle, CURLUPART_URL, text, flags | UInt32(CURLU_PATH_AS_IS))
        switch code {
        case CURLUE_OK: break
        case CURLUE_USER_NOT_ALLOWED:
            throw EgressError(.credentialsInURL, "the address has a user or password in it; set them as a secret")
        case CURLUE_UNSUPPORTED_SCHEME:
            throw EgressError(.schemeRefused, "the address is not https")
        default:
            throw EgressError(.urlInvalid, "the address can not be read: \(String(cString: curl_url_strerror(code)))")
        }
    }

    deinit {
        curl_url_cleanup(self.handle)
    }

    /// - Returns: `nil` when the address has no such part.
    func part(_ part: CURLUPart, decoded: Bool = false) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let code = curl_url_get(self.handle, part, &text, decoded ? UInt32(CURLU_URLDECODE) : 0)
        guard code == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
