import APIModel
import Access
import Collector
import Foundation
import GRDB
import Grants
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Reports
import Store
import Testing
import Web

/// A daemon with an enrolment token, as most cases need it.
struct CodeScene {
    let daemon: DaemonProcess
    let token: String

    func post(_ maker: ReportMaker = ReportMaker()) throws -> HTTPAnswer {
        try self.daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: self.token)
    }

    /// Asks as the first administrator.
    func ask(_ method: String, _ path: String, _ body: String? = nil) throws -> HTTPAnswer {
        try self.daemon.call(method, path, token: self.daemon.adminToken(), body: body.map { Data($0.utf8) })
    }

    /// The last answer of requests made until one carries `code`, at most for ten seconds.
    func repeated(until code: ProblemCode, _ request: () throws -> HTTPAnswer) throws -> HTTPAnswer {
        var answer = try request()
        _ = try waitFor(seconds: 10) {
            if answer.code != code.rawValue { answer = try request() }
            return answer.code == code.rawValue
        }
        return answer
    }

    func database() throws -> DatabaseQueue {
        try DatabaseQueue(path: self.daemon.folder.appendingPathComponent("gnomon.sqlite").path)
    }

    /// Runs `body` while another process, which this one is to the daemon, holds the database's write lock.
    func whileLocked(_ body: () throws -> HTTPAnswer) throws -> HTTPAnswer {
        try self.database().writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            defer { try? database.execute(sql: "ROLLBACK") }
            return try body()
        }
    }
}

/// How one code is reached over a socket.
struct CodeCase: Sendable, CustomTestStringConvertible {
    var code: ProblemCode
    var arguments: [String] = []
    var environment: [String: String] = [:]
    var answer: @Sendable (CodeScene) throws -> HTTPAnswer

    var testDescription: String { self.code.rawValue }
}

@Suite("Every code is reached", .serialized)
struct CodeTests {
    /// The codes beside those of `DoorTests.refused`.
    static let cases =
        Self.generalCases + CatalogCodes.cases + ActionCodes.cases + SensorCodes.cases + ConnectorCodes.cases

    private static let generalCases: [CodeCase] = [
        CodeCase(code: .tokenExpired) { scene in
            let expiry = WallClock.system.now().advanced(byMilliseconds: 1500)
            let made = try scene.ask(
                "POST", "/v1/enrolment-tokens", "{\"name\":\"short\",\"expires_at\":\"\(expiry)\"}")
            let short = CodeScene(daemon: scene.daemon, token: try #require(made.object["secret"] as? String))
            return try short.repeated(until: .tokenExpired) { try short.post() }
        },
        CodeCase(code: .tokenRevoked) { scene in
            #expect(try scene.post().status == 202)
            #expect(try scene.ask("DELETE", "/v1/enrolment-tokens/enr_1").status == 204)
            return try scene.post()
        },
        CodeCase(code: .roleRequired) { scene in
            let made = try scene.ask("POST", "/v1/tokens", "{\"name\":\"viewer\",\"roles\":[\"viewer\"]}")
            return try scene.daemon.call("GET", "/v1/log", token: made.object["secret"] as? String)
        },
        CodeCase(code: .requestTimeout, environment: ["GNOMON_TIMEOUTS_BODY_SECONDS": "1"]) { scene in
            let socket = try LoopbackSocket(port: scene.daemon.base.port ?? 0)
            let lines = [
                "POST /v1/reports HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(scene.token)",
                "Content-Type: application/json", "Content-Length: 100", "", "{",
            ]
            try socket.send(Data(lines.joined(separator: "\r\n").utf8))
            return try HTTPAnswer(socket.readToEnd())
        },
        CodeCase(code: .requestMalformed) { scene in
            let socket = try LoopbackSocket(port: scene.daemon.base.port ?? 0)
            try socket.send(Data("hello\r\n\r\n".utf8))
            return try HTTPAnswer(socket.readToEnd())
        },
        CodeCase(code: .headerTooLarge) { scene in
            try scene.daemon.call(
                "GET", "/v1/health/live", token: nil, headers: ["X": String(repeating: "a", count: 200_000)])
        },
        CodeCase(code: .rateLimited, environment: ["GNOMON_RATE_CREDENTIAL": "1"]) { scene in
            try scene.repeated(until: .rateLimited) { try scene.post() }
        },
        CodeCase(code: .queueFull, environment: ["GNOMON_QUEUE_BYTES": "65536"]) { scene in
            // A plain report larger than the whole queue: full for it at any moment.
            let maker = ReportMaker()
            let text = Data(ReportMaker.bytes(maker.report((0..<100).map { _ in maker.event() })))
            #expect(text.count > 65_536)
            return try scene.daemon.call(
                "POST", "/v1/reports", token: scene.token, body: text, headers: ["Content-Type": "application/json"])
        },
        CodeCase(
            code: .inboxFull, arguments: ["--roles", "collector,api"], environment: ["GNOMON_INBOX_EVENTS": "1"]
        ) { scene in
            #expect(try scene.post().status == 202)
            return try scene.post()
        },
        CodeCase(code: .storeUnavailable) { scene in try scene.whileLocked { try scene.post() } },
        CodeCase(code: .notReady) { scene in
            try scene.whileLocked { try scene.daemon.call("GET", "/v1/health/ready", token: nil) }
        },
        CodeCase(code: .internalError) { scene in
            #expect(try scene.post().status == 202)
            _ = try scene.daemon.waitUntilAnalysed()
            // A row that no version of this program wrote.
            try scene.database().write { try $0.execute(sql: "UPDATE findings SET assessment = '{}'") }
            return try scene.ask("GET", "/v1/findings")
        },
        CodeCase(code: .notFound) { try $0.ask("GET", "/v1/nothing") },
        CodeCase(code: .methodNotAllowed) { try $0.ask("PATCH", "/v1/findings") },
        CodeCase(code: .filterUnknown) { try $0.ask("GET", "/v1/findings?colour=red") },
        CodeCase(code: .sortUnknown) { try $0.ask("GET", "/v1/findings?sort=colour") },
        CodeCase(code: .parameterInvalid) { try $0.ask("GET", "/v1/findings?limit=0") },
        CodeCase(code: .cursorInvalid) { try $0.ask("GET", "/v1/findings?cursor=zz") },
        CodeCase(code: .bodyInvalid) { try $0.ask("POST", "/v1/tokens", "{") },
        CodeCase(code: .policyInvalid) { try $0.ask("PUT", "/v1/policy", "{}") },
        CodeCase(code: .riskModelInvalid) { try $0.ask("POST", "/v1/risk/backtest", "{}") },
        CodeCase(code: .conflict) { scene in
            #expect(try scene.post().status == 202)
            _ = try scene.daemon.waitUntilAnalysed()
            let decision = "{\"status\":\"resolved\",\"reason\":\"gone\"}"
            #expect(try scene.ask("POST", "/v1/findings/fnd_1/status", decision).status == 200)
            return try scene.ask("POST", "/v1/findings/fnd_1/status", decision)
        },
    ]

    /// Reached by `shuttingDown()`, not over a socket.
    private static let behindTheDoor: Set<ProblemCode> = [.shuttingDown]

    @Test("over a socket", arguments: cases)
    func reached(_ reach: CodeCase) throws {
        let daemon = try DaemonProcess(arguments: reach.arguments, environment: reach.environment)
        let scene = CodeScene(daemon: daemon, token: try daemon.enrol())

        let answer = try reach.answer(scene)

        #expect(answer.code == reach.code.rawValue)
        #expect(answer.status == reach.code.status)
        #expect(answer.headers["content-type"] == "application/problem+json")
        let wait = answer.headers["retry-after"].flatMap { Int($0) } ?? 0
        #expect((wait >= 1) == [429, 503].contains(reach.code.status))
        #expect((answer.headers["allow"] != nil) == (reach.code == .methodNotAllowed))
    }

    /// A process that stops closes its door before its store: requests on the way are still answered, new
    /// connections find nobody. What answers this code is the store after its end, which no socket leads to; so it
    /// is asked through the route and the middleware alone.
    @Test("shutting_down, by a store that was closed")
    func shuttingDown() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let location = try #require(StoreLocation("sqlite:\(folder.path)/gnomon.sqlite"))
        let store = try Store(at: location)
        let secret = try SecretToken(.enrolment)
        _ = try await store.createEnrolmentToken(
            name: "test", hash: secret.hash, expiresAt: nil, by: Author(system: "test"), now: WallClock.system.now())
        let tokens = TokenDirectory(store: store)
        try await tokens.refresh()
        let router = Router(context: WebContext.self)
        router.addMiddleware { ProblemMiddleware() }
        ReportRoute(
            store: store, tokens: tokens, clock: .system,
            config: CollectorConfig(rules: AdmissionRules(managedDomains: ["example.com"]))
        ).register(on: router)
        let maker = ReportMaker()
        let body = ReportMaker.bytes(maker.report([maker.event()]))
        await store.close()

        let answer = try await router.buildResponder().respond(
            to: Request(
                head: .init(
                    method: .post, scheme: "http", authority: "127.0.0.1", path: "/v1/reports",
                    headerFields: [.contentType: "application/json", .authorization: "Bearer \(secret.secret)"]),
                body: .init(buffer: ByteBuffer(bytes: body))),
            context: WebContext(
                source: ApplicationRequestContextSource(
                    channel: NIOAsyncTestingChannel(), logger: Logger(label: "test"))))

        #expect(answer.status.code == ProblemCode.shuttingDown.status)
        #expect(answer.headers[.retryAfter] == "1")
        let text = TextWriter()
        try await answer.body.write(text)
        #expect(text.text.contains("\"code\":\"shutting_down\""))
    }

    @Test("the cases are the schema's list, no code more and none less")
    func complete() throws {
        let file = DaemonProcess.repository.appendingPathComponent("schemas/codes.v1.json")
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let listed = try #require(schema["codes"] as? [[String: Any]])
        let codes = listed.compactMap { $0["code"] as? String }

        let reached =
            DoorTests.refused.map(\.code) + Self.cases.map(\.code.rawValue) + Self.behindTheDoor.map(\.rawValue)

        #expect(Set(reached) == Set(codes))
        #expect(Set(Self.cases.map(\.code)).count == Self.cases.count)
    }
}

/// Keeps the body of an answer that no socket carries.
private final class TextWriter: ResponseBodyWriter {
    private(set) var text = ""

    func write(_ buffer: ByteBuffer) { self.text += String(buffer: buffer) }
    func finish(_ trailingHeaders: HTTPFields?) {}
}
