import Crypto
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
    static func check(_ claimed: String, of events: JSONNode) throws(ReportRefusal) {
        var ids: [String] = []
        var isComplete = true
        events.forEachElement { event in
            var id: String?
            event.forEachMember { (key, value) in
                if case "event_id" = key, let text = value.text { id = String(decoding: text, as: UTF8.self) }
            }
            if let id { ids.append(id) } else { isComplete = false }
        }
        guard isComplete else { return }
        ids.sort()
        let claimed = claimed.lowercased()
        for separator in ["\n", "", ","] where self.hash(ids, joinedBy: separator) == claimed { return }
        throw ReportRefusal(.batchIDMismatch, field: "batch_id")
    }

    private static func hash(_ ids: [String], joinedBy separator: String) -> String {
        var text = ids.joined(separator: separator)
        return text.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }.hexadecimal
    }
}

extension SHA256Digest {
    /// 64 lower-case digits.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 64) { buffer in
            for (index, byte) in self.enumerated() {
                buffer[index * 2] = digits[Int(byte >> 4)]
                buffer[index * 2 + 1] = digits[Int(byte & 0xF)]
            }
            return 64
        }
    }
}
