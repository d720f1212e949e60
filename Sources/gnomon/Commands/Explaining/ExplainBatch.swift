import Catalog
import Foundation
import Grants
import Reports
import Risk

/// `explain --batch`: one line out per line in.
struct ExplainBatch {
    let explainer: RequestExplainer
    private let parser: JSONParser
    private var given = GivenAnswers()

    init(explainer: RequestExplainer) throws {
        self.explainer = explainer
        self.parser = try JSONParser(maximumBytes: LineReader.longestLine, maximumDepth: Self.deepest)
    }

    mutating func run(_ file: String) throws {
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: file) {
            handle = opened
        } else {
            throw CommandFailure(.failed, "cannot read \(file)")
        }
        var lines = LineReader(handle, padding: JSONParser.padding)
        var output: [UInt8] = []
        output.reserveCapacity(2 * Self.outputBytes)
        while let line = lines.next() {
            switch line {
            case .text(let text): self.answer(text, &output)
            case .tooLong:
                ExplainedLine.failure(
                    .null, "line_too_long", "the line is longer than \(LineReader.longestLine) bytes", to: &output)
            }
            output.append(UInt8(ascii: "\n"))
            guard output.count >= Self.outputBytes else { continue }
            Output.bytes(output)
            output.removeAll(keepingCapacity: true)
        }
        Output.bytes(output)
    }

    private mutating func answer(_ text: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        // Whatever the parser has against the text, it is no line of the format.
        guard let start = text.baseAddress, !text.isEmpty,
            case .success(true) = try? self.parser.withDocument(
                start, count: text.count,
                { root in
                    guard let line = Line(root) else { return false }
                    self.answer(line, &output)
                    return true
                })
        else {
            return ExplainedLine.failure(.null, "line_invalid", "the line is not a JSON object", to: &output)
        }
    }

    private mutating func answer(_ line: Line, _ output: inout [UInt8]) {
        guard let url = line.url else {
            return ExplainedLine.failure(line.id, "url_missing", "the line has no url", to: &output)
        }
        let key = RequestKey(url)
        if let key, let known = self.given.answer(to: key) {
            output += known.head
            line.id.append(to: &output)
            output += known.tail
            return
        }
        do {
            let explanation = try self.explainer.explanation(of: String(decoding: url, as: UTF8.self))
            let start = output.count
            let id = ExplainedLine.append(explanation, id: line.id, to: &output)
            guard let key else { return }
            self.given.keep(
                GivenAnswers.Answer(
                    head: Array(output[start..<id.lowerBound]), tail: Array(output[id.upperBound...])), for: key)
        } catch {
            ExplainedLine.failure(line.id, error.rawValue, "this is no authorization request", to: &output)
        }
    }

    /// The line's id, a text or a number, and its URL; of a repeated name the last one.
    private struct Line {
        var id = CanonicalJSON.null
        /// Valid as long as the document.
        var url: UnsafeBufferPointer<UInt8>?

        /// - Returns: nil for no object.
        init?(_ root: JSONNode) {
            guard root.isObject else { return nil }
            root.forEachMember { key, value in
                switch key {
                case "id":
                    if let text = value.text {
                        self.id = .string(String(decoding: text, as: UTF8.self))
                    } else {
                        self.id = value.integer.map { .int($0) } ?? .null
                    }
                case "url": self.url = value.text
                default: break
                }
            }
        }
    }

    /// Bytes of output gathered before they are written.
    private static let outputBytes = 1 << 20
    /// A line holds an object of texts; other members may hold more, within reason.
    private static let deepest = 64
}
