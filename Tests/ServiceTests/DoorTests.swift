import Foundation
import Grants
import Testing

@Suite("The collector's door")
struct DoorTests {
    private static func deep(_ levels: Int) -> [UInt8] {
        Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
    }

    /// A body that is refused whole, and how.
    struct Refused: Sendable, CustomTestStringConvertible {
        var name: String
        var body: @Sendable (ReportMaker) -> [UInt8]
        var headers: [String: String] = ["Content-Type": "application/json", "Content-Encoding": "gzip"]
        var token: Token = .valid
        var status: Int
        var code: String

        enum Token: Sendable { case valid, none, wrong }

        var testDescription: String { self.name }
    }

    private static func valid(_ maker: ReportMaker) -> [UInt8] {
        ReportMaker.bytes(maker.report([maker.event()]))
    }

    static let refused: [Refused] = [
        .init(name: "no token", body: { gzip(valid($0)) }, token: .none, status: 401, code: "token_missing"),
        .init(name: "wrong token", body: { gzip(valid($0)) }, token: .wrong, status: 401, code: "token_unknown"),
        .init(name: "not gzip", body: { valid($0) }, status: 400, code: "gzip_invalid"),
        .init(
            name: "truncated gzip", body: { Array(gzip(valid($0)).dropLast(20)) }, status: 400, code: "gzip_truncated"),
        .init(
            name: "64 MB of zeros", body: { _ in gzip([UInt8](repeating: 0, count: 64 << 20)) }, status: 413,
            code: "inflated_too_large"),
        .init(
            name: "two members", body: { gzip(valid($0)) + gzip(valid($0)) }, status: 400, code: "gzip_trailing_data"),
        .init(
            name: "invalid UTF-8",
            body: { _ in gzip(Array("{\"schema\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)) }, status: 400,
            code: "utf8_invalid"),
        .init(name: "invalid JSON", body: { _ in gzip(Array("{\"schema\":".utf8)) }, status: 400, code: "json_invalid"),
        .init(name: "10,000 deep", body: { _ in gzip(deep(10_000)) }, status: 400, code: "json_too_deep"),
        .init(
            name: "unknown major",
            body: { maker in
                var report = maker.report([maker.event()])
                report["schema"] = "gnomon.grant-report/2"
                return gzip(ReportMaker.bytes(report))
            }, status: 400, code: "schema_unsupported"),
        .init(
            name: "missing field",
            body: { maker in
                var report = maker.report([maker.event()])
                report["install_id"] = nil
                return gzip(ReportMaker.bytes(report))
            }, status: 400, code: "envelope_field_missing"),
        .init(
            name: "bad field",
            body: { maker in
                var report = maker.report([maker.event()])
                report["dropped"] = -1
                return gzip(ReportMaker.bytes(report))
            }, status: 400, code: "envelope_field_invalid"),
        .init(
            name: "foreign batch id",
            body: { maker in
                var report = maker.report([maker.event()])
                report["batch_id"] = String(repeating: "0", count: 64)
                return gzip(ReportMaker.bytes(report))
            }, status: 400, code: "batch_id_mismatch"),
        .init(
            name: "101 events",
            body: { maker in
                gzip(ReportMaker.bytes(maker.report((0..<101).map { _ in maker.event() })))
            }, status: 413, code: "too_many_events"),
        .init(
            name: "long body", body: { _ in [UInt8](repeating: 7, count: 300_000) }, status: 413, code: "body_too_large"
        ),
        .init(
            name: "brotli", body: { gzip(valid($0)) },
            headers: ["Content-Type": "application/json", "Content-Encoding": "br"], status: 415,
            code: "content_coding_unsupported"),
        .init(
            name: "text", body: { gzip(valid($0)) },
            headers: ["Content-Type": "text/plain", "Content-Encoding": "gzip"], status: 415,
            code: "media_type_unsupported"),
        .init(
            name: "foreign origin", body: { gzip(valid($0)) },
            headers: [
                "Content-Type": "application/json", "Content-Encoding": "gzip", "Origin": "https://evil.example",
            ], status: 403, code: "origin_refused"),
        .init(
            name: "foreign host", body: { gzip(valid($0)) },
            headers: ["Content-Type": "application/json", "Content-Encoding": "gzip", "Host": "evil.example"],
            status: 421, code: "host_refused"),
    ]

    @Test("refuses a bad report whole, with its own code, and takes the next one")
    func refusals() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()

        for refused in Self.refused {
            let sent: String? =
                switch refused.token {
                case .valid: token
                case .none: nil
                case .wrong: "gnm_enr_wrong"
                }
            let answer = try daemon.call(
                "POST", "/v1/reports", token: sent, body: Data(refused.body(ReportMaker())), headers: refused.headers)

            #expect(answer.status == refused.status, "\(refused.name)")
            #expect(answer.code == refused.code, "\(refused.name)")
            #expect(answer.headers["content-type"] == "application/problem+json", "\(refused.name)")
            if refused.status == 401 { #expect(answer.headers["www-authenticate"] != nil) }
            if refused.code == "content_coding_unsupported" { #expect(answer.headers["accept-encoding"] == "gzip") }
        }
        #expect(try daemon.post(Self.valid(ReportMaker()), token: token).status == 202)
        let status = try daemon.waitUntilAnalysed()
        #expect(status["received_events"] as? Int == 1)
    }

    @Test("rejects single events inside a 202 and counts each by its reason")
    func rejections() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()
        let good = maker.event()
        func bent(_ change: (inout [String: Any]) -> Void) -> [String: Any] {
            var event = maker.event()
            change(&event)
            return event
        }
        let cases: [([String: Any], String)] = [
            (bent { $0["outcome"] = nil }, "field_missing"),
            (bent { $0["outcome"] = "maybe" }, "enum_unknown"),
            (bent { $0["interactive"] = "yes" }, "field_invalid"),
            (
                bent {
                    $0["client"] = ["client_id": String(repeating: "a", count: 1_000_000), "redirect_class": "web"]
                }, "field_too_long"
            ),
            (bent { $0["count"] = 0 }, "number_out_of_range"),
            (bent { $0["started_at"] = "yesterday" }, "time_invalid"),
            (
                bent {
                    $0["started_at"] = maker.sentAt.advanced(byMilliseconds: 172_800_000).description
                    $0["ended_at"] = $0["started_at"]
                }, "time_in_future"
            ),
            (bent { $0["started_at"] = "2019-01-01T00:00:00.000Z" }, "time_too_old"),
            (bent { $0["ended_at"] = "2021-01-01T00:00:00.000Z" }, "time_order"),
            (bent { $0["scopes"] = ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"] }, "secret_in_field"),
            (bent { $0["provider_posts"] = 77 }, "field_repeated"),
            (
                bent {
                    $0["event_id"] = good["event_id"]
                    $0["count"] = 2
                }, "event_id_conflict"
            ),
        ]
        #expect(Set(cases.map(\.1)) == Set(Rejection.allCases.map(\.rawValue)))

        let events = [good] + cases.map(\.0)
        // A repeated field is nothing that a dictionary can hold.
        let text = String(decoding: ReportMaker.bytes(maker.report(events)), as: UTF8.self)
            .replacingOccurrences(of: "\"provider_posts\":77", with: "\"provider_posts\":77,\"provider_posts\":78")

        let answer = try daemon.post(Array(text.utf8), token: token)

        #expect(answer.status == 202)
        #expect(answer.object["accepted"] as? Int == 1)
        let rejected = try #require(answer.object["rejected"] as? [[String: Any]])
        #expect(rejected.map { $0["reason"] as? String } == cases.map { $0.1 })
        #expect(rejected.map { $0["event_id"] as? String } == cases.map { $0.0["event_id"] as? String })
        let status = try daemon.waitUntilAnalysed()
        #expect(status["balanced"] as? Bool == true)
        #expect((status["rejected_events"] as? [String: Int])?.values.reduce(0, +) == cases.count)
    }

    @Test("counts the same report three times once, and a repeated event in another batch once")
    func repeats() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()
        let event = maker.event()
        let text = ReportMaker.bytes(maker.report([event]))

        let answers = try (0..<3).map { _ in try daemon.post(text, token: token).object }
        #expect(answers.map { $0["accepted"] as? Int } == [1, 0, 0])
        #expect(answers.map { $0["duplicate"] as? Int } == [0, 1, 1])
        _ = try daemon.post(ReportMaker.bytes(maker.report([event, maker.event(client: "other")])), token: token)

        let status = try daemon.waitUntilAnalysed()
        #expect(status["stored_events"] as? Int == 2)
        #expect(status["duplicate_events"] as? Int == 3)
        #expect(status["balanced"] as? Bool == true)
        let grants = try #require(try daemon.json("/v1/grants")["data"] as? [[String: Any]])
        #expect(grants.allSatisfy { $0["sightings"] as? Int == 1 })
    }

    @Test("ends slow clients with 408 or a closed connection", arguments: [true, false])
    func slowClient(sendsHeader: Bool) throws {
        let daemon = try DaemonProcess(environment: [
            "GNOMON_TIMEOUTS_HEADER_SECONDS": "1", "GNOMON_TIMEOUTS_BODY_SECONDS": "1",
        ])
        let token = try daemon.enrol()
        let socket = try LoopbackSocket(port: daemon.base.port ?? 0)

        let head = "POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n"
        let rest = "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        try socket.send(Data((sendsHeader ? head + rest : head).utf8))
        let answer = try HTTPAnswer(socket.readToEnd())

        #expect(answer.status == 408)
        #expect(answer.code == "request_timeout")
    }
}
