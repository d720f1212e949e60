import Grants
import Reports

/// Decodes as the door of an organisation with the mail domain example.com does.
func decode(
    _ bytes: [UInt8], isGzip: Bool = false, limits: ReportLimits = ReportLimits(),
    at receivedAt: Timestamp = ReportDraft.receivedAt
) throws -> DecodedReport {
    let decoder = try ReportDecoder(rules: AdmissionRules(limits: limits, managedDomains: ["example.com"]))
    return try bytes.withUnsafeBufferPointer {
        try decoder.decode($0, isGzip: isGzip, receivedAt: receivedAt).report
    }
}

func decode(_ draft: ReportDraft, at receivedAt: Timestamp = ReportDraft.receivedAt) throws -> DecodedReport {
    try decode(draft.text, at: receivedAt)
}

/// The refusal of `bytes`, or `nil` when they are taken.
func refusal(of bytes: [UInt8], isGzip: Bool = false, limits: ReportLimits = ReportLimits()) throws -> ReportRefusal? {
    do {
        _ = try decode(bytes, isGzip: isGzip, limits: limits)
        return nil
    } catch let refusal as ReportRefusal {
        return refusal
    }
}
