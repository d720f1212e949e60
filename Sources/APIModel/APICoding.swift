package import Foundation

/// How the interface's JSON is written and read: snake_case names spelled by the types themselves, sorted
/// keys, no escaped slashes.
package enum APICoding {
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }
}

/// One page of a list.
package struct ListBody<Element: Codable & Sendable>: Codable, Sendable {
    package var data: [Element]
    package var hasMore: Bool
    package var nextCursor: String?

    package init(data: [Element], nextCursor: String?) {
        self.data = data
        self.hasMore = nextCursor != nil
        self.nextCursor = nextCursor
    }

    private enum CodingKeys: String, CodingKey {
        case data
        case hasMore = "has_more"
        case nextCursor = "next_cursor"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.data, forKey: .data)
        try container.encode(self.hasMore, forKey: .hasMore)
        try container.encode(self.nextCursor, forKey: .nextCursor)
    }
}
