import FoundationEssentials
import Grants

extension ObservedRequest: KeepableRequest {
    /// JSON, the same for equal requests.
    package var kept: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, truths and closed sets alone: there is nothing that cannot be written.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads what `kept` wrote.
    ///
    /// - Returns: nil for text of a version that knew less of a request.
    package init?(kept text: String) {
        guard let request = try? JSONDecoder().decode(ObservedRequest.self, from: Data(text.utf8)) else { return nil }
        self = request
    }
}
