import CCurl

/// Owns one of libcurl's transfers; used by one thread.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Where libcurl writes what went wrong.
    private let message: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var names: UnsafeMutablePointer<curl_slist>?

    init() throws(EgressError) {
        guard let pointer = curl_easy_init() else { throw EgressError(.internal, "no memory for a transfer") }
        self.pointer = pointer
        self.message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try self.check(gnomon_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, self.message), CURLOPT_ERRORBUFFER)
    }

    deinit {
        curl_easy_cleanup(self.pointer)
        curl_slist_free_all(self.headers)
        curl_slist_free_all(self.names)
        self.message.deallocate()
    }

    func set(_ option: CURLoption, _ number: Int) throws(EgressError) {
        try self.check(gnomon_curl_set_long(self.pointer, option, number), option)
    }

    func set(_ option: CURLoption, offset: Int) throws(EgressError) {
        try self.check(gnomon_curl_set_offset(self.pointer, option, curl_off_t(offset)), option)
    }

    /// libcurl copies the text; `nil` takes a default of libcurl's away.
    func set(_ option: CURLoption, _ text: String?) throws(EgressError) {
        try self.check(gnomon_curl_set_text(self.pointer, option, text), option)
    }

    /// libcurl keeps the pointer.
    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(EgressError) {
        try self.check(gnomon_curl_set_pointer(self.pointer, option, pointer), option)
    }

    func set(_ option: CURLoption, receiver: @escaping curl_write_callback) throws(EgressError) {
        try self.check(gnomon_curl_set_receiver(self.pointer, option, receiver), option)
    }

    func setSocketOpener(_ opener: @escaping curl_opensocket_callback) throws(EgressError) {
        try self.check(gnomon_curl_set_socket_opener(self.pointer, opener), CURLOPT_OPENSOCKETFUNCTION)
    }

    func setBeforeRequest(_ judge: @escaping curl_prereq_callback) throws(EgressError) {
        try self.check(gnomon_curl_set_before_request(self.pointer, judge), CURLOPT_PREREQFUNCTION)
    }

    /// libcurl copies the bytes, whatever the option.
    func set(_ option: CURLoption, blob bytes: [UInt8]) throws(EgressError) {
        let code = bytes.withUnsafeBytes { buffer in
            var blob = curl_blob(
                data: UnsafeMutableRawPointer(mutating: buffer.baseAddress), len: buffer.count,
                flags: UInt32(CURL_BLOB_COPY))
            return gnomon_curl_set_pointer(self.pointer, option, &blob)
        }
        try self.check(code, option)
    }

    func setBody(_ bytes: [UInt8]) throws(EgressError) {
        try self.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: bytes.count)
        let code = bytes.withUnsafeBytes { buffer in
            // Without bytes there is still a body, of length 0.
            let start = UnsafeMutableRawPointer(mutating: buffer.baseAddress) ?? self.pointer
            return gnomon_curl_set_pointer(self.pointer, CURLOPT_COPYPOSTFIELDS, start)
        }
        try self.check(code, CURLOPT_COPYPOSTFIELDS)
    }

    /// - Parameter lines: in libcurl's notation: `Name: value`, `Name;` for an empty value, `Name:` to leave one out.
    func setHeaders(_ lines: [String]) throws(EgressError) {
        try self.set(CURLOPT_HTTPHEADER, lines, keptIn: &self.headers)
    }

    /// - Parameter lines: what names resolve to: `host:port:address`.
    func setNames(_ lines: [String]) throws(EgressError) {
        try self.set(CURLOPT_RESOLVE, lines, keptIn: &self.names)
    }

    private func set(
        _ option: CURLoption, _ lines: [String], keptIn list: inout UnsafeMutablePointer<curl_slist>?
    ) throws(EgressError) {
        for line in lines {
            guard let grown = curl_slist_append(list, line) else {
                throw EgressError(.internal, "no memory for a list of texts")
            }
            list = grown
        }
        if let list { try self.set(option, pointer: UnsafeMutableRawPointer(list)) }
    }

    /// 0 when the transfer has no such number.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return gnomon_curl_get_long(self.pointer, info, &value) == CURLE_OK ? value : 0
    }

    func text(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        guard gnomon_curl_get_text(self.pointer, info, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }

    /// What libcurl says went wrong: at most 200 characters of printable ASCII, empty when it says nothing.
    var complaint: String {
        let bytes = UnsafeRawBufferPointer(start: self.message, count: Int(CURL_ERROR_SIZE))
        let text = bytes.prefix { $0 != 0 }.filter { (0x20...0x7E).contains($0) }
        return String(decoding: text.prefix(200), as: UTF8.self)
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(EgressError) {
        guard code == CURLE_OK else {
            throw EgressError(.internal, "libcurl refused its option \(option.rawValue) (error \(code.rawValue))")
        }
    }
}
