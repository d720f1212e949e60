import Catalog
import Foundation
import Grants
import Reports
import Risk

/// `explain --batch`: one line out per line in.
struct ExplainBatch {
    let explainer: RequestExplainer
    private let parser: JSONParser

    init(explainer: RequestExplainer) throws {
        self.explainer = explainer
        self.parser = try JSONParser(maximumBytes: LineReader.longestLine, maximumDepth: Self.deepest)
    }

    func run(_ file: String) throws {
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

    private func answer(_ text: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        // Whatever the parser has against the text, it is no line of the format.
        guard let start = text.baseAddress, !text.isEmpty,
            case .success(let line?) = try? self.parser.withDocument(start, count: text.count, Self.read)
        else {
            return ExplainedLine.failure(.null, "line_invalid", "the line is not a JSON object", to: &output)
        }
        guard let url = line.url else {
            return ExplainedLine.failure(line.id, "url_missing", "the line has no url", to: &output)
        }
        do {
            ExplainedLine.append(try self.explainer.explanation(of: url), id: line.id, to: &output)
        } catch {
            ExplainedLine.failure(line.id, error.rawValue, "this is no authorization request", to: &output)
        }
    }

    /// The line's id, a text or a number, and its URL; of a repeated name the last one. Nil for no object.
    private static func read(_ root: JSONNode) -> (id: CanonicalJSON, url: String?)? {
        guard root.isObject else { return nil }
        var id = CanonicalJSON.null
        var url: String?
        root.forEachMember { key, value in
            switch key {
            case "id":
                if let text = value.text {
                    id = .string(String(decoding: text, as: UTF8.self))
                } else {
                    id = value.integer.map { .int($0) } ?? .null
                }
            case "url": url = value.text.map { String(decoding: $0, as: UTF8.self) }
            default: break
            }
        }
        return (id, url)
    }

    /// Bytes of output gathered before they are written.
    private static let outputBytes = 1 << 20
    /// A line holds an object of texts; other members may hold more, within reason.
    private static let deepest = 64
}
