import CCurl

/// libcurl, made ready once for the whole process.
enum CurlLibrary {
    /// 0, or libcurl's reason why it can not be used.
    private static let outcome = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// - Precondition: there is memory for libcurl's and libcrypto's tables, the one thing that can be amiss.
    static func prepare() {
        precondition(self.outcome == CURLE_OK, "libcurl can not be used")
    }
}
