/// One batch of events from one sensor, as it stands after the door has checked it.
///
/// Source: `schemas/grant-report.v1.json`.
package struct GrantReport: Sendable, Equatable {
    /// The value of `schema` that this type reads and writes.
    package static let schemaName = "gnomon.grant-report/1"

    package var batchID: String
    package var sentAt: Timestamp
    package var installID: UUIDBits
    package var plugin: Plugin
    package var browser: Browser
    package var subject: Subject
    package var device: Device
    package var isIncognitoAllowed: Bool
    /// Events the sensor lost to its queue cap since the last accepted batch.
    package var dropped: Int
    package var events: [AuthorizationEvent]

    package init(
        batchID: String, sentAt: Timestamp, installID: UUIDBits, plugin: Plugin, browser: Browser,
        subject: Subject, device: Device, isIncognitoAllowed: Bool, dropped: Int, events: [AuthorizationEvent]
    ) {
        self.batchID = batchID
        self.sentAt = sentAt
        self.installID = installID
        self.plugin = plugin
        self.browser = browser
        self.subject = subject
        self.device = device
        self.isIncognitoAllowed = isIncognitoAllowed
        self.dropped = dropped
        self.events = events
    }
}

extension GrantReport {
    /// The sensor's build.
    package struct Plugin: Sendable, Equatable {
        package var version: String
        package var extensionID: String

        package init(version: String, extensionID: String) {
            self.version = version
            self.extensionID = extensionID
        }
    }

    /// The browser the sensor runs in.
    package struct Browser: Sendable, Equatable {
        package var name: String
        package var version: String
        package var os: String
        package var arch: String

        package init(name: String, version: String, os: String, arch: String) {
            self.name = name
            self.version = version
            self.os = os
            self.arch = arch
        }
    }

    /// The browser user. `email` is an address, or `@domain` where only the domain may be known.
    package struct Subject: Sendable, Equatable {
        package enum Source: String, WireChoice {
            package static let wire = WireTable<Source>()

            case profile, policy, none
        }

        package var email: String?
        package var source: Source

        package init(email: String?, source: Source) {
            self.email = email
            self.source = source
        }
    }

    /// The device, when policy names it.
    package struct Device: Sendable, Equatable {
        package enum Source: String, WireChoice {
            package static let wire = WireTable<Source>()

            case policy, none
        }

        package var id: String?
        package var source: Source

        package init(id: String?, source: Source) {
            self.id = id
            self.source = source
        }
    }
}
