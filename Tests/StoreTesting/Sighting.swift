package import Grants
import Reports

/// One authorization flow of an AI notetaker at Google, right in every field until a test changes it.
package struct Sighting {
    package static let mail = "https://www.googleapis.com/auth/gmail.readonly"
    package static let calendar = "https://www.googleapis.com/auth/calendar.events"
    package static let contacts = "https://www.googleapis.com/auth/contacts.readonly"

    /// Tells events apart; the same number is the same event id.
    package var event: UInt64
    package var person = "ben.okafor@example.com"
    package var scopes: [String]? = [Self.mail]
    package var outcome = AuthorizationEvent.Outcome.granted
    /// Minutes after the world's start; the flow takes one.
    package var minute: Int64 = -60
    package var count = 1
    package var clientID = "704118293355-q7m2vdn5hk0s4xw8rj9cfl3tbe6yaug1.apps.googleusercontent.com"
    package var redirectURI = "https://app.fireflies.ai/oauth/google/callback"
    /// Changes nothing that is judged, only the content.
    package var providerPosts = 3

    package init(_ event: UInt64) {
        self.event = event
    }

    package func with(_ change: (inout Sighting) -> Void) -> Sighting {
        var copy = self
        change(&copy)
        return copy
    }

    /// A report with this event alone, from the person's own sensor.
    package func report() throws -> GrantReport {
        var report = try SampleReports.named("02-notetaker-mail-and-calendar")
        var event = report.events[0]
        event.eventID = UUIDBits(high: self.event << 16 | 0x4000, low: 1 << 63 | self.event)
        event.outcome = self.outcome
        event.startedAt = World.start.advanced(byMilliseconds: self.minute * 60_000)
        event.endedAt = event.startedAt.advanced(byMilliseconds: 60_000)
        event.scopes = self.scopes
        event.result.grantedScopes = nil
        event.request.accessType = nil
        event.client.clientID = self.clientID
        event.client.redirectURI = self.redirectURI
        event.providerPosts = self.providerPosts
        event.count = self.count
        report.events = [event]
        report.subject.email = self.person
        report.installID = Self.install(of: self.person)
        report.sentAt = event.endedAt.advanced(byMilliseconds: 1000)
        return report
    }

    /// Each person has a sensor of their own.
    package static func install(of person: String) -> UUIDBits {
        let hash = person.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return UUIDBits(high: hash & ~0xF000 | 0x4000, low: 1 << 63 | hash >> 2)
    }
}
