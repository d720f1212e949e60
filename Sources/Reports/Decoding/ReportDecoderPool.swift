package import Grants
import Synchronization

/// Lends decoders to concurrent callers and keeps them for the next.
///
/// Holds as many decoders as ever ran at once, which the number of threads bounds.
package final class ReportDecoderPool: Sendable {
    private let rules: AdmissionRules
    private let idle: Mutex<[Loan]> = Mutex([])

    /// A decoder on its way between callers.
    /// `@unchecked`: the pool's lock hands it to one caller at a time, who gives it back before returning.
    private struct Loan: @unchecked Sendable {
        let decoder: ReportDecoder
    }

    package init(rules: AdmissionRules) {
        self.rules = rules
    }

    /// Decodes `body` as `ReportDecoder.decode` does.
    package func decode(
        _ body: UnsafeBufferPointer<UInt8>, isGzip: Bool, receivedAt: Timestamp
    ) throws -> (report: DecodedReport, digest: [UInt8]) {
        let loan = try self.idle.withLock { $0.popLast() } ?? Loan(decoder: ReportDecoder(rules: self.rules))
        defer { self.idle.withLock { $0.append(loan) } }
        return try loan.decoder.decode(body, isGzip: isGzip, receivedAt: receivedAt)
    }
}
