import Foundation

/// Providers' JSON, whose members are written as `snake_case` or as Swift writes names.
enum ProviderJSON {
    /// - Throws: for what is no JSON, nested deeper than Foundation reads, or lacks a member that must be there.
    static func decoded<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(body))
    }
}
