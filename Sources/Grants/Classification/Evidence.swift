/// One reason for one conclusion.
package struct Evidence: Sendable, Hashable, Codable {
    /// What was concluded: `client_app`, `resource_app`, `grant_kind`, …
    package var field: String
    /// The rule that decided it, a stable name.
    package var rule: String
    /// 0 (a guess) to 1 (certain).
    package var confidence: Double
    /// What the rule matched, in words made of catalogue text and of the checked request.
    package var detail: String

    package init(field: String, rule: String, confidence: Double, detail: String) {
        self.field = field
        self.rule = rule
        self.confidence = confidence
        self.detail = detail
    }
}
