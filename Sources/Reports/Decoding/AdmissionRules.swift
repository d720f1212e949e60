package import Grants

/// What the door admits, beyond the form of the report.
package struct AdmissionRules: Sendable, Equatable {
    package var limits = ReportLimits()
    /// Mail domains of the organisation, lower case. Addresses elsewhere are reduced to `@domain`.
    package var managedDomains: Set<String>

    /// Events before this are rejected: no sensor existed.
    package static let earliest = Timestamp(milliseconds: 1_577_836_800_000)  // 2020-01-01
    /// Events further in the future than this, after correction of the clock, are rejected.
    package static let latestFuture: Int64 = 24 * 3600 * 1000

    package init(limits: ReportLimits = ReportLimits(), managedDomains: Set<String> = []) {
        self.limits = limits
        self.managedDomains = managedDomains
    }
}
