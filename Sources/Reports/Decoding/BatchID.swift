import Cryptography
import Grants

/// The claim `batch_id`: SHA-256 over the sorted event ids.
package enum BatchID {
    /// The id of a batch: SHA-256, in lower-case hexadecimal, over the sorted ids joined by a line feed.
    package static func of(_ eventIDs: [String]) -> String {
        self.hash(eventIDs.sorted(), joinedBy: "\n")
    }

    /// Refuses a batch id that is not the hash of the event ids.
    ///
    /// The format names the sorted ids but no separator, so plain and comma-joined ids count as well. A report
    /// in which an event has no readable id can not be checked; that event is rejected by itself.
    ///
    /// - Parameter ids: every id that could be read of `events`, in any order.
    static func check(_ claimed: String, of ids: [UUIDBits], in events: JSONNode) throws(ReportRefusal) {
        if ids.count == events.elementCount, self.isUsual(claimed, of: ids) { return }
        var texts: [String] = []
        var isComplete = true
        events.forEachElement { event in
            if let id = event.eventIDText {
                texts.append(String(decoding: id, as: UTF8.self))
            } else {
                isComplete = false
            }
        }
        guard isComplete else { return }
        let claimed = claimed.lowercased()
        // The schema hashes ids in lower case; as they were spelled is taken, too.
        try self.require(
            [texts.map { $0.lowercased() }.sorted(), texts.sorted()].contains { ids in
                ["\n", "", ","].contains { self.hash(ids, joinedBy: $0) == claimed }
            })
    }

    private static func require(_ isRight: Bool) throws(ReportRefusal) {
        guard isRight else { throw ReportRefusal(.batchIDMismatch, field: "batch_id") }
    }

    /// Whether the claim is that of lower-case ids and the usual separator, told without a text for each id:
    /// their bits sort as their texts do.
    private static func isUsual(_ claimed: String, of ids: [UUIDBits]) -> Bool {
        let ids = ids.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
        var text: [UInt8] = []
        text.reserveCapacity(ids.count * 37)
        for id in ids {
            if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
            id.appendText(to: &text)
        }
        return SHA256.hash(text).hexadecimal == claimed
    }

    private static func hash(_ ids: [String], joinedBy separator: String) -> String {
        var text = ids.joined(separator: separator)
        return text.withUTF8 { SHA256.hash(UnsafeRawBufferPointer($0)) }.hexadecimal
    }
}

extension JSONNode {
    /// The value of an event's `event_id`, when it is a text.
    var eventIDText: UnsafeBufferPointer<UInt8>? {
        var text: UnsafeBufferPointer<UInt8>?
        self.forEachMember { (key, value) in
            if case "event_id" = key { text = value.text }
        }
        return text
    }
}
