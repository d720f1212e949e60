import Foundation
import Testing

@Suite("Connections that do not go as they should")
struct ConnectionTests {
    /// Bytes that are no HTTP/1.1 request, and what is answered.
    struct Malformed: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: Data
        var status: Int
        var code: String

        init(_ name: String, _ text: String, _ status: Int, _ code: String) {
            self.init(name, Data(text.utf8), status, code)
        }

        init(_ name: String, _ bytes: Data, _ status: Int, _ code: String) {
            (self.testDescription, self.bytes, self.status, self.code) = (name, bytes, status, code)
        }
    }

    static let malformed = [
        Malformed("TLS on the plain port", Data([0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3]), 400, "request_malformed"),
        Malformed("no HTTP at all", "hello\r\n\r\n", 400, "request_malformed"),
        Malformed("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "request_malformed"),
        Malformed(
            "two lengths",
            "POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "request_malformed"),
        Malformed(
            "a length that is no number",
            "POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: five\r\n\r\n",
            400, "request_malformed"),
        Malformed(
            "one field of 200 kB",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n",
            431, "header_too_large"),
        Malformed(
            "a header of 2 MB",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + (0..<400).map { "X-\($0): \(String(repeating: "a", count: 5_000))\r\n" }.joined() + "\r\n", 431,
            "header_too_large"),
        Malformed(
            "a target of 100 kB", "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            431,
            "header_too_large"),
    ]

    @Test("What is no HTTP is answered with a problem that has a code, is counted, and makes no line in the log")
    func noHTTP() throws {
        let daemon = try DaemonProcess()

        for malformed in Self.malformed {
            let socket = try LoopbackSocket(port: daemon.base.port ?? 0)
            try socket.send(malformed.bytes)
            let answer = try HTTPAnswer(socket.readToEnd())

            #expect(answer.status == malformed.status, "\(malformed)")
            #expect(answer.code == malformed.code, "\(malformed)")
            #expect(answer.headers["content-type"] == "application/problem+json", "\(malformed)")
            #expect(answer.headers["connection"] == "close", "\(malformed)")
        }
        for code in Set(Self.malformed.map(\.code)) {
            let count = Self.malformed.count { $0.code == code }
            #expect(try Self.refused(daemon, code) == count)
        }
        #expect(!daemon.standardError.contains("error"))
    }

    @Test("A broken request behind a good one is answered after it")
    func pipelined() throws {
        let daemon = try DaemonProcess()
        let socket = try LoopbackSocket(port: daemon.base.port ?? 0)

        try socket.send(Data("GET /v1/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nhello\r\n\r\n".utf8))
        let text = String(decoding: try socket.readToEnd(), as: UTF8.self)

        let second = try #require(text.range(of: "HTTP/1.1 400")?.lowerBound)
        #expect(text.hasPrefix("HTTP/1.1 200"))
        #expect(text[..<second].hasSuffix("{\"status\":\"live\"}"))
        #expect(text[second...].contains("\"code\":\"request_malformed\""))
    }

    @Test("A body whose chunks break is refused, not taken for whole")
    func brokenChunks() throws {
        let daemon = try DaemonProcess()
        let maker = ReportMaker()
        let text = String(decoding: ReportMaker.bytes(maker.report([maker.event()])), as: UTF8.self)
        let socket = try LoopbackSocket(port: daemon.base.port ?? 0)

        try socket.send(
            Data(
                (try Self.head(daemon, "Transfer-Encoding: chunked")
                    + "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\nzz\r\n").utf8))
        let answer = try HTTPAnswer(socket.readToEnd())

        #expect(answer.status == 400)
        #expect(answer.code == "request_malformed")
        #expect(try daemon.json("/v1/status")["received_events"] as? Int == 0)
    }

    @Test("A slow body is answered with 408 and counted, and no slow or broken one makes a line in the log")
    func slowBody() throws {
        let daemon = try DaemonProcess(environment: ["GNOMON_TIMEOUTS_BODY_SECONDS": "1"])
        let head = try Self.head(daemon, "Content-Length: 100")

        let slow = try (0..<3).map { _ in
            let socket = try LoopbackSocket(port: daemon.base.port ?? 0)
            try socket.send(Data((head + "{").utf8))
            return socket
        }
        for socket in slow { #expect(try HTTPAnswer(socket.readToEnd()).code == "request_timeout") }
        // Gone in the middle of a body.
        for _ in 0..<3 { try LoopbackSocket(port: daemon.base.port ?? 0).send(Data((head + "{").utf8)) }

        #expect(try Self.refused(daemon, "request_timeout") == 3)
        daemon.kill(SIGTERM)
        #expect(!daemon.standardError.contains("A route failed"))
        #expect(!daemon.standardError.contains("error"))
    }

    /// 64 MB fill every buffer between the two, so a server that stops reading leaves this client stuck in `send`.
    @Test(
        "A client that sends much more than it may still gets its refusal at once", arguments: ["close", "keep-alive"])
    func longBody(connection: String) throws {
        let daemon = try DaemonProcess()
        let socket = try LoopbackSocket(port: daemon.base.port ?? 0)
        let length = 64 << 20
        let start = ContinuousClock.now

        try socket.send(
            Data(try Self.head(daemon, "Content-Length: \(length)\r\nConnection: \(connection)").utf8)
                + Data(count: length))
        let answer = try HTTPAnswer(connection == "close" ? socket.readToEnd() : socket.readSome())

        #expect(answer.status == 413)
        #expect(answer.code == "body_too_large")
        // The idle deadline, which would free a stuck client, is 60 seconds.
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test("A connection is of use again after a refused body was sent to its end")
    func afterRefusal() throws {
        let daemon = try DaemonProcess(environment: ["GNOMON_TIMEOUTS_IDLE_SECONDS": "1"])
        let socket = try LoopbackSocket(port: daemon.base.port ?? 0)

        try socket.send(Data(try Self.head(daemon, "Content-Length: 1000000").utf8) + Data(count: 1_000_000))
        #expect(try HTTPAnswer(socket.readSome()).status == 413)
        try socket.send(Data("GET /v1/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
        #expect(try HTTPAnswer(socket.readSome()).status == 200)

        // And it ends when nothing more comes.
        #expect(try socket.readToEnd().isEmpty)
    }

    // MARK: - Steps

    private static func head(_ daemon: DaemonProcess, _ fields: String) throws -> String {
        "POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(try daemon.enrol())\r\n"
            + "Content-Type: application/json\r\n\(fields)\r\n\r\n"
    }

    private static func refused(_ daemon: DaemonProcess, _ code: String) throws -> Int? {
        let text = String(decoding: try daemon.call("GET", "/metrics", token: nil).body, as: UTF8.self)
        let start = "gnomon_reports_refused_total{code=\"\(code)\"} "
        return text.split(separator: "\n").first { $0.hasPrefix(start) }.flatMap { Int($0.dropFirst(start.count)) }
    }
}
