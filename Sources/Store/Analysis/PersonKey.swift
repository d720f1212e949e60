import Grants

/// By what a browser user is known: the address, or without one the sensor.
enum PersonKey {
    /// Without an address, or with one outside the organisation, a person is known only together with the sensor, so
    /// that strangers are never taken for one another.
    static func of(_ report: AnalysedReport) -> String {
        if let subject = report.subject, !subject.isDomainOnly { return self.of(address: subject.text) }
        return "install:\(report.inbox.installNumber):\(report.subject?.domain ?? "")"
    }

    static func of(address: String) -> String { "mail:\(address)" }
}
