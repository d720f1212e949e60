import Catalog
import Foundation
import Grants
import Risk

/// `explain --batch`: one line out per line in.
struct ExplainBatch {
    let explainer: RequestExplainer

    func run(_ file: String) throws {
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: file) {
            handle = opened
        } else {
            throw CommandFailure(.failed, "cannot read \(file)")
        }
        var pending: [UInt8] = []
        var output: [UInt8] = []
        while true {
            let data = handle.readData(ofLength: 1 << 20)
            if data.isEmpty { break }
            pending += data
            var start = 0
            while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
                self.answer(pending[start..<end], &output)
                start = end + 1
            }
            pending.removeFirst(start)
            self.flush(&output)
        }
        if !pending.isEmpty { self.answer(pending[...], &output) }
        self.flush(&output)
    }

    private func flush(_ output: inout [UInt8]) {
        Output.bytes(output)
        output.removeAll(keepingCapacity: true)
    }

    private func answer(_ line: ArraySlice<UInt8>, _ output: inout [UInt8]) {
        output += self.line(of: line).bytes
        output.append(UInt8(ascii: "\n"))
    }

    private func line(of bytes: ArraySlice<UInt8>) -> CanonicalJSON {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            return Self.error(.null, "line_invalid", "the line is not a JSON object")
        }
        let id: CanonicalJSON
        if let text = object["id"] as? String {
            id = .string(text)
        } else if let number = object["id"] as? NSNumber {
            id = CanonicalJSON(number.int64Value)
        } else {
            id = .null
        }
        guard let url = object["url"] as? String else { return Self.error(id, "url_missing", "the line has no url") }
        do {
            return ExplainedLine.of(try self.explainer.explanation(of: url), id: id)
        } catch {
            return Self.error(id, error.rawValue, "this is no authorization request")
        }
    }

    private static func error(_ id: CanonicalJSON, _ code: String, _ detail: String) -> CanonicalJSON {
        ["id": id, "error": ["code": .string(code), "detail": .string(detail)]]
    }
}

/// One explained request as the batch format has it.
enum ExplainedLine {
    static func of(_ explanation: Explanation, id: CanonicalJSON) -> CanonicalJSON {
        let request = explanation.request
        return .object([
            "id": id,
            "provider": CanonicalJSON(request.provider?.id),
            "client_id": CanonicalJSON(request.clientID),
            "redirect_uri": CanonicalJSON(request.redirectURI),
            "scopes": .array(request.scopes.map { .string($0) }),
            "user_scopes": .array(request.userScopes.map { .string($0) }),
            "grant_kind": .string(explanation.access.kind.rawValue),
            "ai": .string(explanation.client.app.aiClass.ai),
            "ai_class": .string(explanation.client.app.aiClass.rawValue),
            "client_app": .string(explanation.client.app.name),
            "score": CanonicalJSON(explanation.assessment.score),
            "severity": .string(explanation.assessment.severity.rawValue),
            "evidence": .array(explanation.evidence.map(Self.evidence)),
        ])
    }

    private static func evidence(_ evidence: Evidence) -> CanonicalJSON {
        [
            "field": .string(evidence.field), "rule": .string(evidence.rule),
            "confidence": .decimal(hundredths: Int64((evidence.confidence * 100).rounded())),
            "detail": .string(evidence.detail),
        ]
    }
}
