import CCurl

/// Owns libcurl's set of simultaneous transfers, with their kept connections and resolved names.
///
/// `@unchecked Sendable` holds because one thread alone uses it, but for `wake()`, which libcurl lets any thread call
/// at any time before the end (curl_multi_wakeup(3)).
final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    /// - Precondition: there is memory and a pair of descriptors for it.
    init(keptConnections: Int) {
        CurlLibrary.prepare()
        guard let pointer = curl_multi_init() else { fatalError("no memory for transfers") }
        self.pointer = pointer
        gnomon_curl_set_multi_long(pointer, CURLMOPT_MAXCONNECTS, keptConnections)
    }

    deinit {
        curl_multi_cleanup(self.pointer)
    }

    func add(_ easy: EasyHandle) throws(EgressError) {
        let code = curl_multi_add_handle(self.pointer, easy.pointer)
        guard code == CURLM_OK else {
            throw EgressError(.internal, "libcurl took no transfer (error \(code.rawValue))")
        }
    }

    /// Aborts it if it still runs.
    func remove(_ easy: EasyHandle) {
        curl_multi_remove_handle(self.pointer, easy.pointer)
    }

    /// Does what can be done without waiting.
    ///
    /// - Returns: the transfers that ended, by their handles' pointers.
    func perform() -> [(easy: UnsafeMutableRawPointer, code: CURLcode)] {
        var running: Int32 = 0
        curl_multi_perform(self.pointer, &running)
        var ended: [(easy: UnsafeMutableRawPointer, code: CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(self.pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            ended.append((easy, gnomon_curl_outcome(message)))
        }
        return ended
    }

    /// Until a socket is ready, a timer of libcurl's is due, somebody wakes this, or a minute has passed.
    func wait() {
        curl_multi_poll(self.pointer, nil, 0, 60_000, nil)
    }

    /// Ends the present wait, or the next one.
    func wake() {
        curl_multi_wakeup(self.pointer)
    }
}
