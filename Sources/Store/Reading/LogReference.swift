/// Who or what a log entry names, such as `person:3`, looked for in the entry's canonical bytes.
///
/// Names of members are sorted there (RFC 8785), so `actor` comes first; and only in the array of targets does a
/// reference stand behind a bracket or a comma.
enum LogReference {
    /// Whether a text can be an actor or a target: `noun:` and a number or a part's name.
    static func isOne(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { (1...64).contains($0.count) && $0.allSatisfy(Self.isNameByte) }
    }

    /// Bytes between which lie all entries of this actor.
    static func boundsOfActor(_ text: String) -> (from: [UInt8], below: [UInt8]) {
        // `#` follows the quotation mark in ASCII.
        (Array("{\"actor\":\"\(text)\"".utf8), Array("{\"actor\":\"\(text)#".utf8))
    }

    /// Bytes of which an entry with this target holds one.
    static func needlesOfTarget(_ text: String) -> [[UInt8]] {
        ["[", ","].map { Array("\($0)\"\(text)\"".utf8) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
