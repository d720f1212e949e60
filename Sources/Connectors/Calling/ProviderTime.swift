import Foundation
import Grants

/// Instants as providers write them: RFC 3339 in UTC, or with Salesforce's `+0000`.
enum ProviderTime {
    static func date(_ text: String?) -> Date? {
        guard let text, let instant = Timestamp(text.replacing("+0000", with: "Z")) else { return nil }
        return Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)
    }
}
