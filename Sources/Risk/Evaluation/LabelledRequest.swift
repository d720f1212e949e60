package import FoundationEssentials
package import Grants

/// An authorization URL with what a person or another parser says of it: one line of a JSON Lines file.
package struct LabelledRequest: Sendable, Decodable, Equatable {
    package var url: String
    /// Whether the client is an AI: `yes`, `no` or `unknown`; `unknown` when the line does not say.
    package var ai: String
    /// Whether `ai` is more than a presumption.
    package var isStrong: Bool
    package var expected: Expected

    /// What the URL should be read as.
    package struct Expected: Sendable, Decodable, Equatable {
        /// A provider id, or nil when no catalogue has it.
        package var provider: String?
        package var clientID: String?
        package var redirectURI: String?
        package var scopes: [String]
        package var userScopes: [String]
        package var grantKind: GrantKind

        private enum CodingKeys: String, CodingKey {
            case provider, scopes
            case clientID = "client_id"
            case redirectURI = "redirect_uri"
            case userScopes = "user_scopes"
            case grantKind = "grant_kind"
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.provider = try container.decodeIfPresent(String.self, forKey: .provider)
            self.clientID = try container.decodeIfPresent(String.self, forKey: .clientID)
            self.redirectURI = try container.decodeIfPresent(String.self, forKey: .redirectURI)
            self.scopes = try container.decodeIfPresent([String].self, forKey: .scopes) ?? []
            self.userScopes = try container.decodeIfPresent([String].self, forKey: .userScopes) ?? []
            self.grantKind = try container.decode(GrantKind.self, forKey: .grantKind)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case url, ai, expected
        case strength = "ai_label_strength"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.url = try container.decode(String.self, forKey: .url)
        self.ai = try container.decodeIfPresent(String.self, forKey: .ai) ?? "unknown"
        self.isStrong = try container.decodeIfPresent(String.self, forKey: .strength) == "strong"
        self.expected = try container.decode(Expected.self, forKey: .expected)
    }

    /// A line that is no labelled request.
    package struct BadLine: Error, Equatable {
        /// Counted from 1.
        package var number: Int
    }

    /// Reads a JSON Lines text; empty lines are skipped.
    ///
    /// - Throws: `BadLine`, the first one.
    package static func decode(_ text: Data) throws(BadLine) -> [LabelledRequest] {
        let decoder = JSONDecoder()
        var rows: [LabelledRequest] = []
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
            do {
                rows.append(try decoder.decode(LabelledRequest.self, from: Data(line)))
            } catch {
                throw BadLine(number: index + 1)
            }
        }
        return rows
    }
}
