/// The words of a product's name, in lower case.
///
/// A name falls apart at everything but ASCII letters and digits, between letters and digits, before a capital that
/// follows a small letter, and before the last of several capitals: `OpenAI Codex`, `AIGraphClient`, `Gpt4All`.
struct NameWords {
    let list: [[UInt8]]
    /// The last word when a dot stands before it, as in `Recall.ai`: a domain's ending.
    let domainEnding: [UInt8]?

    init(_ name: some Collection<UInt8>) {
        let bytes = Array(name)
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var dotBefore = false
        for (index, byte) in bytes.enumerated() {
            guard let kind = Kind(byte) else {
                if !word.isEmpty { words.append(word) }
                word = []
                dotBefore = byte == UInt8(ascii: ".")
                continue
            }
            if !word.isEmpty, let previous = Kind(bytes[index - 1]),
                Self.parts(previous, kind, next: index + 1 < bytes.count ? Kind(bytes[index + 1]) : nil)
            {
                words.append(word)
                word = []
                dotBefore = false
            }
            word.append(byte.asciiLowercased)
        }
        if !word.isEmpty { words.append(word) }
        self.list = words
        self.domainEnding = dotBefore && words.count > 1 && !word.isEmpty ? word : nil
    }

    /// Whether a word ends between two letters of these kinds.
    private static func parts(_ previous: Kind, _ kind: Kind, next: Kind?) -> Bool {
        if (previous == .digit) != (kind == .digit) { return true }
        return kind == .capital && (previous == .small || previous == .capital && next == .small)
    }

    private enum Kind {
        case small, capital, digit

        init?(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .small
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .capital
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
            default: return nil
            }
        }
    }
}
