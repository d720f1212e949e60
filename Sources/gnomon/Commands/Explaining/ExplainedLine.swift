import Catalog
import Grants
import Risk

/// One explained request as the batch format has it: members in order of their names, written straight to bytes.
enum ExplainedLine {
    /// Appends the line, without a line end.
    ///
    /// - Returns: where in `out` the id stands.
    @discardableResult
    static func append(_ explanation: Explanation, id: CanonicalJSON, to out: inout [UInt8]) -> Range<Int> {
        let request = explanation.request
        let app = explanation.client.app
        out += "{\"ai\":\"".utf8
        out += app.aiClass.ai.utf8
        out += "\",\"ai_class\":\"".utf8
        out += app.aiClass.rawValue.utf8
        out += "\",\"client_app\":".utf8
        CanonicalJSON.append(app.name, to: &out)
        out += ",\"client_id\":".utf8
        Self.append(request.clientID, to: &out)
        out += ",\"evidence\":[".utf8
        for evidence in explanation.client.evidence {
            Self.append(evidence, to: &out)
            out.append(UInt8(ascii: ","))
        }
        Self.append(explanation.kindEvidence, to: &out)
        out += "],\"grant_kind\":\"".utf8
        out += explanation.access.kind.rawValue.utf8
        out += "\",\"id\":".utf8
        let start = out.count
        id.append(to: &out)
        let place = start..<out.count
        out += ",\"provider\":".utf8
        Self.append(request.provider?.id, to: &out)
        out += ",\"redirect_uri\":".utf8
        Self.append(request.redirectURI, to: &out)
        out += ",\"scopes\":".utf8
        Self.append(request.scopes, to: &out)
        out += ",\"score\":".utf8
        out += String(explanation.judgement.score).utf8
        out += ",\"severity\":\"".utf8
        out += explanation.judgement.severity.rawValue.utf8
        out += "\",\"user_scopes\":".utf8
        Self.append(request.userScopes, to: &out)
        out.append(UInt8(ascii: "}"))
        return place
    }

    /// Appends the line of a request that could not be read.
    static func failure(_ id: CanonicalJSON, _ code: String, _ detail: String, to out: inout [UInt8]) {
        let line: CanonicalJSON = ["error": ["code": .string(code), "detail": .string(detail)], "id": id]
        line.append(to: &out)
    }

    private static func append(_ evidence: Evidence, to out: inout [UInt8]) {
        out += "{\"confidence\":".utf8
        CanonicalJSON.append(hundredths: Int64((evidence.confidence * 100).rounded()), to: &out)
        out += ",\"detail\":".utf8
        CanonicalJSON.append(evidence.detail, to: &out)
        out += ",\"field\":".utf8
        CanonicalJSON.append(evidence.field, to: &out)
        out += ",\"rule\":".utf8
        CanonicalJSON.append(evidence.rule, to: &out)
        out.append(UInt8(ascii: "}"))
    }

    private static func append(_ text: String?, to out: inout [UInt8]) {
        guard let text else {
            out += "null".utf8
            return
        }
        CanonicalJSON.append(text, to: &out)
    }

    private static func append(_ texts: [String], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            CanonicalJSON.append(text, to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }
}
