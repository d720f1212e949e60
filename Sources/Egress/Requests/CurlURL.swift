import CCurl

/// Owns an address as libcurl's reader understood it. The transfer is given this same object, so both see one host.
final class CurlURL {
    let handle: OpaquePointer

    /// - Parameter mayHaveCredentials: whether `user:password@` is taken; a request's address never has it.
    /// - Throws: `urlInvalid`, `credentialsInURL`; no word of the address is in it.
    init(_ text: String, mayHaveCredentials: Bool = false) throws(EgressError) {
        guard let handle = curl_url() else { throw EgressError(.internal, "no memory for an address") }
        self.handle = handle
        guard text.utf8.allSatisfy({ Self.isOfAddress($0) }) else {
            throw EgressError(.urlInvalid, "the address has a character that must be percent-encoded")
        }
        guard Self.hasTwoSlashes(text) else {
            throw EgressError(.urlInvalid, "the address does not begin with a scheme, a colon and two slashes")
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

    /// RFC 3986 §2.
    private static func isOfAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }

    /// libcurl would also take one slash or three, and then another part for the host than others do.
    private static func hasTwoSlashes(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        let rest = text[text.index(after: colon)...]
        return rest.hasPrefix("//") && !rest.hasPrefix("///")
    }
}
