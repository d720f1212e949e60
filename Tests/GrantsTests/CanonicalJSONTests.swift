import Grants
import Testing

@Suite("Canonical JSON (RFC 8785)")
struct CanonicalJSONTests {
    @Test(
        "writes each kind of value in its one form",
        arguments: [
            (CanonicalJSON.null, "null"), (.bool(true), "true"), (.bool(false), "false"), (.int(0), "0"),
            (.int(-1), "-1"), (.int(9_007_199_254_740_991), "9007199254740991"), (.string(""), "\"\""),
            (.array([]), "[]"), (.object([:]), "{}"), (.array([.int(1), .null, .string("a")]), "[1,null,\"a\"]"),
        ] as [(CanonicalJSON, String)])
    func values(value: CanonicalJSON, text: String) {
        #expect(Self.text(value) == text)
    }

    @Test(
        "escapes only what must be escaped, in the shortest way",
        arguments: [
            ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
            ("\u{0}\u{B}\u{1F}", #""\u0000\u000b\u001f""#), ("\u{7F}", "\"\u{7F}\""), ("\u{20AC}", "\"€\""),
            ("\u{1F600}", "\"😀\""), ("\u{2028}", "\"\u{2028}\""),
            // RFC 8785 §3.2.2, the string of the sample object.
            ("\u{20AC}$\u{F}\nA'B\"\\\\\"/", #""€$\u000f\nA'B\"\\\\\"/""#),
        ])
    func escapes(text: String, written: String) {
        #expect(Self.text(.string(text)) == written)
    }

    /// RFC 8785 §3.2.3: the sample's keys, which sort otherwise by UTF-8 bytes (U+1F600 before U+FB33 here).
    @Test("orders keys by UTF-16 code units")
    func keyOrder() {
        let value: CanonicalJSON = [
            "\u{20AC}": "Euro Sign", "\r": "Carriage Return", "\u{FB33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1F600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{F6}": "Latin Small Letter O",
        ]

        let text = Self.text(value)

        let order = [
            "Carriage Return", "One", "Control", "Latin Small Letter O", "Euro Sign", "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ]
        #expect(Self.texts(in: text, order) == order)
    }

    @Test("keeps spellings of one letter apart and orders them by code unit")
    func normalization() {
        let value: CanonicalJSON = .object(["e\u{301}": 1])

        #expect(Array(value.bytes) == Array("{\"e\u{301}\":1}".utf8))
    }

    @Test("writes nested values without white space, keys in order at every level")
    func nested() {
        let value: CanonicalJSON = [
            "b": [["z": 1, "a": [nil, true, ["y": [:], "x": []]]], "t"],
            "a": ["10": 10, "2": 2, "": "empty"],
        ]

        #expect(
            Self.text(value)
                == #"{"a":{"":"empty","10":10,"2":2},"b":[{"a":[null,true,{"x":[],"y":{}}],"z":1},"t"]}"#)
    }

    @Test("does not depend on the order in which members were added")
    func stable() {
        let names = (0..<200).map { "key\($0)" }
        let one = CanonicalJSON.object(Dictionary(uniqueKeysWithValues: names.map { ($0, .string($0)) }))
        let other = CanonicalJSON.object(Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, .string($0)) }))

        #expect(one.bytes == other.bytes)
    }

    private static func text(_ value: CanonicalJSON) -> String { String(decoding: value.bytes, as: UTF8.self) }

    /// `wanted`, in the order in which they stand in `text`.
    private static func texts(in text: String, _ wanted: [String]) -> [String] {
        func place(_ word: String) -> Int {
            let bytes = Array(text.utf8)
            let word = Array("\"\(word)\"".utf8)
            return (0...(bytes.count - word.count)).first { Array(bytes[$0..<$0 + word.count]) == word } ?? -1
        }
        return wanted.sorted { place($0) < place($1) }
    }
}
