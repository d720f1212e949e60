import Foundation

/// A request as a fake reads it.
package struct FakeRequest: Sendable {
    package var method: String
    /// The path's segments, decoded.
    package var path: [String]
    /// The last value of each name.
    package var query: [String: String]
    /// By name in lower case.
    package var headers: [String: String]
    package var body: [UInt8]

    /// Where the caller thinks it is: for links in answers.
    package var origin: String { "http://\(self.headers["host"] ?? "127.0.0.1")" }

    /// A body of application/x-www-form-urlencoded.
    package var form: [String: String] {
        var components = URLComponents()
        components.percentEncodedQuery = String(decoding: self.body, as: UTF8.self).replacing("+", with: "%20")
        return Dictionary((components.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
    }

    package var json: FakeJSON? {
        try? JSONDecoder().decode(FakeJSON.self, from: Data(self.body))
    }

    /// What follows the scheme in `Authorization`.
    package func credential(_ scheme: String) -> String? {
        let words = (self.headers["authorization"] ?? "").split(separator: " ", maxSplits: 1)
        return words.count == 2 && words[0].lowercased() == scheme.lowercased() ? String(words[1]) : nil
    }
}

/// What a fake answers.
package struct FakeAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(_ status: Int, _ json: FakeJSON? = nil, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = headers + (json == nil ? [] : [("Content-Type", "application/json; charset=UTF-8")])
        self.body = json?.bytes ?? []
    }
}
