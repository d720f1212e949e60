import Grants
import Reports
import Testing

@Suite("Gzip at the door")
struct GzipTests {
    private static let text = ReportDraft().text

    private static func member(_ text: [UInt8]) throws -> [UInt8] { try #require(GzipDeflater.deflate(text)) }

    @Test("reads one member, at every level of compression", arguments: [1, 6, 9] as [Int32])
    func member(level: Int32) throws {
        let member = try #require(GzipDeflater.deflate(Self.text, level: level))

        #expect(try decode(member, isGzip: true) == decode(Self.text))
    }

    @Test("refuses what does not begin as gzip", arguments: [[], [0x1F], [0x1F, 0x8C, 8, 0], Self.text] as [[UInt8]])
    func notGzip(body: [UInt8]) throws {
        #expect(try refusal(of: body, isGzip: true)?.code == .gzipInvalid)
    }

    @Test("refuses a member that was cut anywhere")
    func truncated() throws {
        let member = try Self.member(Self.text)

        for length in 2..<member.count {
            #expect(try refusal(of: Array(member[..<length]), isGzip: true)?.code == .gzipTruncated, "\(length) bytes")
        }
    }

    @Test("refuses a second member and any other byte behind the first")
    func trailing() throws {
        let member = try Self.member(Self.text)

        #expect(try refusal(of: member + member, isGzip: true)?.code == .gzipTrailingData)
        #expect(try refusal(of: member + [0], isGzip: true)?.code == .gzipTrailingData)
    }

    @Test("refuses a wrong checksum and a wrong length")
    func damagedTrailer() throws {
        let member = try Self.member(Self.text)
        for distance in 1...8 {
            var damaged = member
            damaged[member.count - distance] ^= 1

            #expect(try refusal(of: damaged, isGzip: true)?.code == .gzipInvalid, "byte \(distance) from the end")
        }
    }

    @Test("stops a bomb at the limit")
    func bomb() throws {
        let zeros = try Self.member([UInt8](repeating: 0, count: 64 * 1024 * 1024))
        #expect(zeros.count < 256 * 1024)

        #expect(try refusal(of: zeros, isGzip: true)?.code == .inflatedTooLarge)
    }

    @Test("takes a text that fills the limit exactly and refuses one byte more")
    func exactLimit() throws {
        let member = try Self.member(Self.text)
        var limits = ReportLimits()

        limits.inflatedBytes = Self.text.count
        #expect(try refusal(of: member, isGzip: true, limits: limits) == nil)
        #expect(try refusal(of: member + [0], isGzip: true, limits: limits)?.code == .gzipTrailingData)
        #expect(try refusal(of: Array(member.dropLast()), isGzip: true, limits: limits)?.code == .gzipTruncated)

        limits.inflatedBytes = Self.text.count - 1
        #expect(try refusal(of: member, isGzip: true, limits: limits)?.code == .inflatedTooLarge)
    }

    @Test("never writes past the limit, whatever size the text has", arguments: [1, 2, 1000, 65_536, 65_537, 200_000])
    func sizes(limit: Int) throws {
        let inflater = GzipInflater(limit: limit, padding: 64)
        for size in [0, 1, limit - 1, limit, limit + 1, limit * 2 + 7] {
            let text = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let member = try Self.member(text)

            let inflated = member.withUnsafeBufferPointer { body -> [UInt8]? in
                (try? inflater.inflate(body)).map { Array($0) }
            }

            #expect(inflated == (size <= limit ? text : nil), "\(size) bytes")
        }
    }

    @Test("reads a good body after a bad one with the same decoder")
    func reuse() throws {
        let decoder = try ReportDecoder(rules: AdmissionRules(managedDomains: ["example.com"]))
        let good = try Self.member(Self.text)
        for bad in [Array(good.dropLast(9)), Self.text, good + good] {
            #expect(throws: ReportRefusal.self) {
                try bad.withUnsafeBufferPointer {
                    _ = try decoder.decode($0, isGzip: true, receivedAt: ReportDraft.receivedAt)
                }
            }

            let report = try good.withUnsafeBufferPointer {
                try decoder.decode($0, isGzip: true, receivedAt: ReportDraft.receivedAt).report
            }
            #expect(report.report.events.count == 1)
        }
    }
}
