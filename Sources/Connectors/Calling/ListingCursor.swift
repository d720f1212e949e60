import Foundation

/// A place in a listing, written down.
enum ListingCursor {
    /// Bytes of a written cursor.
    static let longest = 4_096

    /// - Throws: `transient` when the provider's own cursor makes it too long.
    static func text(_ place: some Encodable) throws(ProviderAnswer) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(place) else {
            preconditionFailure("a place in a listing holds text and numbers alone")
        }
        let text = data.base64EncodedString()
        guard text.utf8.count <= Self.longest else {
            throw ProviderAnswer(.transient, detail: "the provider's cursor is too long to be kept")
        }
        return text
    }

    /// - Throws: `misconfigured` for text that no listing of this connector wrote.
    static func place<Place: Decodable>(_ text: String, as type: Place.Type) throws(ProviderAnswer) -> Place {
        guard text.utf8.count <= Self.longest, let data = Data(base64Encoded: text),
            let place = try? JSONDecoder().decode(type, from: data)
        else { throw ProviderAnswer(.misconfigured, detail: "the cursor is none of this connector's") }
        return place
    }
}
