package import Access
package import Reports

/// How the collector's door behaves.
package struct CollectorConfig: Sendable {
    package var rules: AdmissionRules
    /// Requests a second of one enrolment token or credential; 0 is off.
    package var credentialRate = 2000
    /// Requests a second of one peer address; 0 is off.
    package var peerRate = 1000
    /// Requests a second of one sensor under one token; 0 is off.
    package var installRate = 10
    package var enrolment = EnrolmentRules()

    package init(rules: AdmissionRules) {
        self.rules = rules
    }
}
