import Grants

/// What a person wrote, without what may not be kept.
///
/// A text that is a report's purpose is not given up for one word in it: the word goes, the rest stays.
enum OwnWords {
    /// What stands for a word that was taken out.
    private static let gap = "…"

    /// The text without secrets (`SecretShape`), with web addresses cut to their origin and mail addresses to their
    /// domain; empty when a secret is spread over several words. Never longer than `text`.
    static func kept(of text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map { self.kept(ofWord: String($0)) }
        let kept = words.joined(separator: " ")
        return SecretShape.occurs(in: kept) ? "" : kept
    }

    private static func kept(ofWord word: String) -> String {
        guard !SecretShape.occurs(in: word) else { return self.gap }
        var word = self.origin(in: word)
        return word.withUTF8 { NamedPerson.removed(from: $0).map { String(decoding: $0, as: UTF8.self) } } ?? word
    }

    /// The word up to the end of the host, where it holds a web address.
    private static func origin(in word: String) -> String {
        guard let scheme = word.firstRange(of: "://") else { return word }
        return String(word[..<(word[scheme.upperBound...].firstIndex { "/?#\\".contains($0) } ?? word.endIndex)])
    }
}

extension FieldReader {
    /// A text in a person's own words, at most `limit` characters before anything was taken out of it, which is
    /// counted; `null`, and a text of which nothing is left, say the same as its absence.
    mutating func ownWords(_ node: JSONNode, limit: Int) throws(Rejection) -> String? {
        if node.isNull { return nil }
        let text = String(decoding: try self.bytes(node, limit: limit), as: UTF8.self)
        let kept = OwnWords.kept(of: text)
        if kept != text { self.strippedValues += 1 }
        return kept.isEmpty ? nil : kept
    }
}
