import Foundation
import Testing

@Suite("A gzip bomb")
struct BombTests {
    /// A gigabyte of zeros is a megabyte of gzip, more than the door takes by default: the limit on the body is
    /// raised so that the one on the text has to stop it.
    @Test("of 1 GB is refused while the daemon's memory stays small")
    func gigabyte() throws {
        let daemon = try DaemonProcess(environment: ["GNOMON_LIMITS_COMPRESSED_BYTES": "16777216"])
        let token = try daemon.enrol()
        let bomb = try shellOutput("head -c 1073741824 /dev/zero | gzip -1")
        #expect((1 << 20)..<(16 << 20) ~= bomb.count)
        let headers = ["Content-Type": "application/json", "Content-Encoding": "gzip"]

        for _ in 0..<3 {
            let answer = try daemon.call("POST", "/v1/reports", token: token, body: bomb, headers: headers)

            #expect(answer.status == 413)
            #expect(answer.code == "inflated_too_large")
        }

        let maker = ReportMaker()
        #expect(try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: token).status == 202)
        #expect(try daemon.peakMemory() < 200 << 20)
    }
}
