import Foundation

/// The pause that an answer asks for.
enum RetryAfter {
    /// A longer pause is cut to this: no header of a provider puts a revoke off for more than a day.
    static let longest = Duration.seconds(86_400)

    /// Reads `Retry-After`: seconds, or an HTTP-date in its preferred form (RFC 9110 §10.2.3).
    ///
    /// - Returns: 0 to `longest`; `nil` when there is none or it cannot be read.
    static func pause(_ text: String?, now: Date) -> Duration? {
        guard let text = text?.trimmingCharacters(in: .whitespaces), text.utf8.count <= 40 else { return nil }
        if let seconds = Double(text), seconds.isFinite { return Self.bounded(seconds) }
        return Self.date(text).map { Self.bounded($0.timeIntervalSince(now)) }
    }

    /// The pause until an instant given in seconds since 1970, as rate limit headers name it.
    static func pause(untilEpoch text: String?, now: Date) -> Duration? {
        guard let text, let seconds = Double(text), seconds.isFinite else { return nil }
        return Self.bounded(seconds - now.timeIntervalSince1970)
    }

    private static func bounded(_ seconds: Double) -> Duration {
        min(Self.longest, .seconds(min(max(seconds, 0), 1e9)))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    private static func date(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
            let month = Self.months.firstIndex(of: String(words[2]))
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(
            from: DateComponents(
                year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2]))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
