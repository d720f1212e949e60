import APIModel
import Cryptography
import Foundation
import HTTPTypes
import Hummingbird

/// A receipt as a page to read and to print. It stands alone: no script, no image, nothing that is loaded.
///
/// Every value may come from outside and is escaped; the policy in the header lets nothing run even if one were not.
struct ReceiptPage {
    /// The canonical JSON that was hashed.
    let bytes: [UInt8]
    let hash: [UInt8]
    /// Whether the bytes still have that hash.
    let isVerified: Bool

    /// - Throws: `DecodingError` for bytes that are no receipt.
    var response: Response {
        get throws {
            let receipt = try APICoding.decode(Receipt.self, from: Data(self.bytes))
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                    .contentSecurityPolicy: Self.policy, .xContentTypeOptions: "nosniff",
                ],
                body: .init(byteBuffer: ByteBuffer(string: self.text(of: receipt))))
        }
    }

    private func text(of receipt: Receipt) -> String {
        let title = "Receipt \(receipt.job)"
        let verdict =
            self.isVerified
            ? "The hash was computed anew and is the one that was kept."
            : "THE HASH DOES NOT FIT: this receipt was changed after it was made."
        return """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>\(Self.escaped(title))</title><style>\(Self.style)</style></head>
            <body>
            <h1>\(Self.escaped(title))</h1>
            <p class="outcome">\(Self.escaped(receipt.outcome ?? "no outcome"))</p>
            \(Self.table(receipt.facts))
            <h2>Attempts</h2>
            \(Self.table(of: receipt.attempts))
            <h2>Proof</h2>
            <p>\(Self.escaped(verdict))</p>
            <p>SHA-256 <code>\(self.hash.hexadecimal)</code>. The system log holds the same hash: <code>gnomon log list \
            --filter target=\(Self.escaped(receipt.job.replacingOccurrences(of: "_", with: ":")))</code></p>
            <pre>\(Self.escaped(String(decoding: self.bytes, as: UTF8.self)))</pre>
            </body>
            </html>

            """
    }

    private static func table(_ facts: [(String, String)]) -> String {
        let rows = facts.map { "<tr><th>\(self.escaped($0))</th><td>\(self.escaped($1))</td></tr>" }
        return "<table>\n\(rows.joined(separator: "\n"))\n</table>"
    }

    private static func table(of attempts: [Receipt.Attempt]) -> String {
        let titles = ["No.", "Step", "Started", "Finished", "Outcome", "Said", "Request ids"]
        let rows = attempts.map { attempt in
            [
                String(attempt.number), attempt.step, attempt.startedAt, attempt.finishedAt ?? "",
                attempt.outcome ?? "", attempt.attestedBy ?? attempt.detail, attempt.requestIDs.joined(separator: " "),
            ].map { "<td>\(self.escaped($0))</td>" }.joined()
        }
        let head = titles.map { "<th>\($0)</th>" }.joined()
        return "<table>\n<tr>\(head)</tr>\n\(rows.map { "<tr>\($0)</tr>" }.joined(separator: "\n"))\n</table>"
    }

    /// Text that means nothing but itself, in an element or an attribute.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let style = """
        body { font: 11pt/1.4 sans-serif; max-width: 60em; margin: 2em auto; color: #111; background: #fff }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; \
        border-bottom: 1px solid #ccc; padding: .2em .6em .2em 0; overflow-wrap: anywhere }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt } code { overflow-wrap: anywhere }
        .outcome { font-size: 16pt; font-weight: bold }
        """

    /// Lets exactly this page's style apply (CSP Level 3, §6.7.3.3) and nothing else load, run, post or frame it.
    private static let policy: String = {
        let hash = Data(SHA256.hash(Array(Self.style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
    }()
}
