import Egress

/// Links of an answer (RFC 8288): how some providers name the next page.
enum LinkHeader {
    /// The address of the link with the relation `next`, over all headers of that name.
    static func next(in response: EgressResponse) -> String? {
        for header in response.headers where header.name.lowercased() == "link" {
            for link in header.value.split(separator: ",") {
                let parts = link.split(separator: ";").map { $0.trimmed }
                guard let target = parts.first, target.hasPrefix("<"), target.hasSuffix(">") else { continue }
                let isNext = parts.dropFirst().contains { $0.lowercased().replacing("\"", with: "") == "rel=next" }
                if isNext { return String(target.dropFirst().dropLast()) }
            }
        }
        return nil
    }
}

extension Substring {
    /// Without spaces at either end.
    fileprivate var trimmed: Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
