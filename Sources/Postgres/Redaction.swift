/// Takes words that nobody else may see out of a message.
package enum Redaction {
    /// Replaces each word by an ellipsis, unless it is a part of a longer word.
    package static func removing(_ words: [String], from text: String) -> String {
        words.filter { !$0.isEmpty }.sorted { $0.count > $1.count }.reduce(text) { self.removing($1, from: $0) }
    }

    private static func removing(_ word: String, from text: String) -> String {
        var out = ""
        var rest = text[...]
        while let range = rest.firstRange(of: word) {
            let before = rest[..<range.lowerBound].last ?? out.last
            let after = rest[range.upperBound...].first
            let isWhole = !(before.map(self.isOfWord) ?? false) && !(after.map(self.isOfWord) ?? false)
            out += rest[..<range.lowerBound]
            out += isWhole ? "…" : rest[range]
            rest = rest[range.upperBound...]
        }
        return out + rest
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
