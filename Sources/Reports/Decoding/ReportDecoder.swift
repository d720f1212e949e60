import Cryptography
package import Grants

/// Turns the bytes of one request body into a checked report.
///
/// Not `Sendable`: it reuses its buffers; a `ReportDecoderPool` lends it to one caller at a time.
package final class ReportDecoder {
    private let rules: AdmissionRules
    private let parser: JSONParser
    private let inflater: GzipInflater
    private let texts = TextTable()
    private var plain: UnsafeMutableBufferPointer<UInt8>

    package init(rules: AdmissionRules) throws {
        self.rules = rules
        self.parser = try JSONParser(
            maximumBytes: rules.limits.inflatedBytes, maximumDepth: rules.limits.depth)
        self.inflater = GzipInflater(limit: rules.limits.inflatedBytes, padding: JSONParser.padding)
        self.plain = .allocate(capacity: 0)
    }

    deinit {
        self.plain.deallocate()
    }

    /// Decodes a body.
    ///
    /// - Parameters:
    ///   - body: the bytes as received, at most `ReportLimits.compressedBytes`.
    ///   - isGzip: whether the body is one gzip member; otherwise it is the JSON text itself.
    ///   - receivedAt: the collector's clock.
    /// - Returns: the report and the 32 bytes of the SHA-256 of its inflated text.
    package func decode(
        _ body: UnsafeBufferPointer<UInt8>, isGzip: Bool, receivedAt: Timestamp
    ) throws(ReportRefusal) -> (report: DecodedReport, digest: [UInt8]) {
        guard body.count <= self.rules.limits.compressedBytes else { throw ReportRefusal(.bodyTooLarge) }
        let text = try isGzip ? self.inflated(body) : self.padded(body)
        let digest = SHA256.hash(UnsafeRawBufferPointer(text))
        return (try self.report(text, receivedAt), digest)
    }

    // MARK: - Bytes to text

    private func inflated(
        _ body: UnsafeBufferPointer<UInt8>
    ) throws(ReportRefusal) -> UnsafeMutableBufferPointer<UInt8> {
        do {
            return try self.inflater.inflate(body)
        } catch {
            switch error {
            case .invalid: throw ReportRefusal(.gzipInvalid)
            case .truncated: throw ReportRefusal(.gzipTruncated)
            case .trailingData: throw ReportRefusal(.gzipTrailingData)
            case .tooLarge: throw ReportRefusal(.inflatedTooLarge)
            }
        }
    }

    /// Copies a plain body to a buffer with the padding that the parser reads behind it.
    private func padded(
        _ body: UnsafeBufferPointer<UInt8>
    ) throws(ReportRefusal) -> UnsafeMutableBufferPointer<UInt8> {
        guard body.count <= self.rules.limits.inflatedBytes else { throw ReportRefusal(.inflatedTooLarge) }
        if self.plain.count < body.count + JSONParser.padding {
            self.plain.deallocate()
            self.plain = .allocate(capacity: body.count + JSONParser.padding)
            self.plain.initialize(repeating: 0)
        }
        _ = self.plain.update(fromContentsOf: body)
        return UnsafeMutableBufferPointer(rebasing: self.plain[..<body.count])
    }

    // MARK: - Text to report

    private func report(
        _ text: UnsafeMutableBufferPointer<UInt8>, _ receivedAt: Timestamp
    ) throws(ReportRefusal) -> DecodedReport {
        guard let start = text.baseAddress, !text.isEmpty else { throw ReportRefusal(.jsonInvalid) }
        var isNumberRepaired = false
        while true {
            do {
                let outcome = try self.parser.withDocument(start, count: text.count) {
                    (root) throws(ReportRefusal) in try self.report(root, receivedAt)
                }
                return try outcome.get()
            } catch let refusal as ReportRefusal {
                throw refusal
            } catch {
                switch error as? JSONParser.Failure {
                case .number where !isNumberRepaired && replaceOversizedNumbers(in: text): isNumberRepaired = true
                case .tooDeep: throw ReportRefusal(.jsonTooDeep)
                case .invalidUTF8: throw ReportRefusal(.utf8Invalid)
                default: throw ReportRefusal(.jsonInvalid)
                }
            }
        }
    }

    private func report(_ root: JSONNode, _ receivedAt: Timestamp) throws(ReportRefusal) -> DecodedReport {
        var envelope = EnvelopeDecoder(rules: self.rules, fields: FieldReader(known: self.texts))
        var (report, nodes) = try envelope.envelope(root)

        var decoder = EventDecoder(
            fields: envelope.fields, skew: ClockSkew(receivedAt: receivedAt, sentAt: report.sentAt),
            receivedAt: receivedAt)
        var rejected: [RejectedEvent] = []
        report.events.reserveCapacity(nodes.elementCount)
        var admitted: [UUIDBits] = []
        admitted.reserveCapacity(nodes.elementCount)
        var repeated: [UUIDBits] = []
        nodes.forEachElement { node in
            do throws(Rejection) {
                let event = try decoder.event(node)
                if let earlier = admitted.firstIndex(of: event.eventID) {
                    guard report.events[earlier] == event else { throw .eventIDConflict }
                    repeated.append(event.eventID)
                } else {
                    admitted.append(event.eventID)
                    report.events.append(event)
                }
            } catch {
                rejected.append(RejectedEvent(eventID: node.eventIDText.flatMap(UUIDBits.init), reason: error))
            }
        }
        let ids = admitted + repeated + rejected.compactMap(\.eventID)
        try BatchID.check(report.batchID, of: ids, in: nodes)
        return DecodedReport(
            report: report, rejected: rejected, repeatedEvents: repeated.count,
            unknownFields: decoder.fields.unknownFields, strippedValues: decoder.fields.strippedValues)
    }
}
