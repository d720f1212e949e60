import Access

/// How sensors are let in, and when one counts as silent.
struct SensorSettings {
    var enrolment: EnrolmentRules
    /// Days without a report.
    var silentDays: Int

    /// - Parameter isBehindProxy: whether a proxy is trusted; a certificate counts by its word alone.
    init(_ settings: SettingsReader, isBehindProxy: Bool) throws {
        var rules = EnrolmentRules()
        let posting = settings.text("enrolment.may_post", default: rules.posting.rawValue)
        guard let known = EnrolmentRules.Posting(rawValue: posting) else {
            let values = EnrolmentRules.Posting.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsReader.failure("enrolment.may_post", "one of \(values)")
        }
        rules.posting = known
        rules.credentialDays = try settings.number(
            "enrolment.credential_days", in: 0...3650, default: rules.credentialDays)
        rules.tokenRate = try settings.number("enrolment.rate_token", in: 0...1_000_000, default: rules.tokenRate)
        rules.peerRate = try settings.number("enrolment.rate_peer", in: 0...1_000_000, default: rules.peerRate)
        rules.tokenCap = try settings.number("enrolment.cap_token", in: 1...10_000_000, default: rules.tokenCap)
        rules.peerCap = try settings.number("enrolment.cap_peer", in: 1...10_000_000, default: rules.peerCap)
        let token = settings.text("client_certificate.token", default: "")
        rules.certificateToken = token.isEmpty ? nil : token
        guard token.isEmpty || isBehindProxy else {
            throw CommandFailure(.refused, "client_certificate.token counts behind a trusted proxy; set trusted.proxy")
        }
        self.enrolment = rules
        self.silentDays = try settings.number("sensors.silent_days", in: 1...365, default: 7)
    }
}
