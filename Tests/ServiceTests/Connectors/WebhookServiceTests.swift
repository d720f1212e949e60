import Foundation
import Testing

@Suite("Webhooks from outside", .serialized)
struct WebhookServiceTests {
    /// Adds the receiver for events that `makeEvents` causes.
    ///
    /// - Returns: its signing secret.
    private static func listen(
        _ scene: ConnectorScene, _ receiver: WebhookReceiver, _ more: String...
    ) throws -> String {
        let arguments = ["webhooks", "add", receiver.url, "--network", "127.0.0.0/8"] + more
        let added = try scene.commands.gnomon(arguments)
        #expect(added.status == 0, "\(added.errors)")
        return added.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func makeEvents(_ scene: ConnectorScene, _ count: Int) throws {
        for number in 0..<count { _ = try scene.daemon.enrol(name: "token-\(number)-\(UUID().uuidString)") }
    }

    private static func wait(_ receiver: WebhookReceiver, forTaken count: Int) {
        #expect(waitFor(seconds: 30) { receiver.taken.count >= count }, "\(receiver.deliveries.map(\.status))")
    }

    private static func sequences(_ deliveries: [WebhookReceiver.Delivery]) -> [Int] {
        deliveries.compactMap { ($0.event["data"] as? [String: Any])?["sequence"] as? Int }
    }

    private static func state(_ scene: ConnectorScene) throws -> [String: Any] {
        try #require(try scene.commands.rows("/v1/webhooks").first)
    }

    /// Python's hmac, which shares nothing with what signs here.
    private static let checker = """
        import base64, hashlib, hmac, sys
        secret, id, time = sys.argv[1:4]
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{id}.{time}.".encode() + sys.stdin.buffer.read()
        print("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode(), end="")
        """

    private static func signature(of delivery: WebhookReceiver.Delivery, _ secret: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", Self.checker, secret, delivery.id, delivery.headers["webhook-timestamp"] ?? "",
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: delivery.body)
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    @Test("each event is signed as Standard Webhooks says, and comes once, in the order of the log")
    func signed() throws {
        let scene = try ConnectorScene()
        let receiver = try WebhookReceiver()
        let secret = try Self.listen(scene, receiver, "--event", "enrolment_token.*")
        try Self.makeEvents(scene, 5)
        _ = try scene.ask("POST", "/v1/tokens", ["name": "a", "person": "ada"])
        Self.wait(receiver, forTaken: 5)

        let taken = receiver.taken
        #expect(taken.count == 5)
        #expect(taken.allSatisfy { $0.type == "enrolment_token.create" }, "\(taken.map(\.type))")
        #expect(Self.sequences(taken) == Self.sequences(taken).sorted())
        #expect(Set(taken.map(\.id)).count == 5)
        for delivery in taken {
            #expect(try delivery.headers["webhook-signature"] == Self.signature(of: delivery, secret))
            let time = Int(delivery.headers["webhook-timestamp"] ?? "") ?? 0
            #expect(abs(Date().timeIntervalSince1970 - Double(time)) < 60)
        }
        let shown = try Self.state(scene)
        #expect(shown["state"] as? String == "active")
        #expect(shown["secret"] == nil)
        #expect(shown["secret_last_four"] as? String == String(secret.suffix(4)))
        #expect(try scene.files(containing: String(secret.dropFirst(6))).isEmpty)
    }

    @Test("a receiver that fails gets the same event again, before any later one")
    func retried() throws {
        let scene = try ConnectorScene()
        let receiver = try WebhookReceiver()
        receiver.answer([204, 500, 503])
        _ = try Self.listen(scene, receiver, "--event", "enrolment_token.*")
        try Self.makeEvents(scene, 4)

        #expect(try waitFor(seconds: 20) { try Self.state(scene)["state"] as? String == "failing" })
        #expect((try Self.state(scene)["problem"] as? String)?.hasPrefix("status 50") == true)
        Self.wait(receiver, forTaken: 4)

        #expect(receiver.deliveries.map(\.status) == [204, 500, 503, 204, 204, 204])
        #expect(Set(receiver.deliveries[1...3].map(\.id)).count == 1)
        #expect(Self.sequences(receiver.taken) == Set(Self.sequences(receiver.taken)).sorted())
        #expect(try waitFor(seconds: 10) { try Self.state(scene)["state"] as? String == "active" })
        #expect(try Self.state(scene)["failing_since"] == nil)
    }

    @Test("a replay sends what happened since a time again, under the same ids")
    func replayed() throws {
        let scene = try ConnectorScene()
        let receiver = try WebhookReceiver()
        _ = try Self.listen(scene, receiver, "--event", "enrolment_token.*")
        try Self.makeEvents(scene, 3)
        Self.wait(receiver, forTaken: 3)
        let since = try #require(receiver.taken[1].event["timestamp"] as? String)

        let answer = try scene.commands.gnomon("webhooks", "replay", "whk_1", "--since", since)
        #expect(answer.status == 0, "\(answer.errors)")
        Self.wait(receiver, forTaken: 5)

        #expect(receiver.taken.map(\.id).suffix(2) == receiver.taken.map(\.id)[1...2])
        #expect(try scene.ask("POST", "/v1/webhooks/whk_1/replay", ["since": "yesterday"]).code == "parameter_invalid")
        #expect(try scene.commands.gnomon("webhooks", "remove", "whk_1").status == 0)
        #expect(try scene.ask("POST", "/v1/webhooks/whk_1/replay", ["since": since]).code == "not_found")
    }

    @Test("a redirect is not followed, and a host inside is not called")
    func guarded() throws {
        let scene = try ConnectorScene()
        let receiver = try WebhookReceiver()
        receiver.answer([302])
        _ = try Self.listen(scene, receiver, "--event", "enrolment_token.*")
        for url in ["https://127.0.0.1:\(receiver.port)/", "https://localhost:\(receiver.port)/"] {
            let body: [String: Any] = ["url": url, "events": ["enrolment_token.*"]]
            #expect(try scene.ask("POST", "/v1/webhooks", body).status == 201)
        }
        try Self.makeEvents(scene, 1)
        Self.wait(receiver, forTaken: 1)

        #expect(receiver.deliveries.map(\.status) == [302, 204], "the same address again, later")
        let areRefused = try waitFor(seconds: 20) {
            try scene.commands.rows("/v1/webhooks").compactMap { $0["problem"] as? String }
                == ["egress_address_refused", "egress_address_refused"]
        }
        #expect(areRefused)
        #expect(receiver.deliveries.count == 2)
    }

    @Test("people's addresses come only where they were asked for")
    func addresses() throws {
        let scene = try ConnectorScene(seed: "1x1x1")
        try scene.connect()
        let (plain, named) = (try WebhookReceiver(), try WebhookReceiver())
        _ = try Self.listen(scene, plain)
        _ = try Self.listen(scene, named, "--with-addresses")

        try scene.waitForState("verified", of: try scene.approveListed())

        for receiver in [plain, named] {
            #expect(waitFor(seconds: 20) { receiver.taken.contains { $0.type == "action.verify" } })
            let types = receiver.taken.compactMap(\.type)
            #expect(Set(["finding.open", "action.approve", "job.finish"]).isSubset(of: types), "\(types)")
            #expect(types.allSatisfy { ["finding", "action", "job"].contains($0.prefix { $0 != "." }) }, "\(types)")
        }
        #expect(plain.taken.allSatisfy { !$0.body.contains(UInt8(ascii: "@")) })
        let finish = try #require(named.taken.first { $0.type == "job.finish" })
        let subjects = try #require((finish.event["data"] as? [String: Any])?["subjects"] as? [[String: Any]])
        #expect(subjects.compactMap { $0["address"] as? String } == ["ada@example.com"])
    }

    @Test("what can be no receiver is refused")
    func refused() throws {
        let scene = try ConnectorScene()
        let url = "https://receiver.example.com/"
        for body: [String: Any] in [
            ["url": "http://receiver.example.com/"], ["url": "https://me:word@receiver.example.com/"],
            ["url": "receiver"], ["url": "http://127.0.0.1:1/"], ["url": url, "events": [String]()],
            ["url": url, "events": ["Job.*"]], ["url": url, "events": ["a b"]],
            ["url": url, "events": [String](repeating: "job.*", count: 51)], ["url": url, "networks": ["banana"]],
            ["url": url, "networks": ["0.0.0.0/0"]],
        ] {
            let answer = try scene.ask("POST", "/v1/webhooks", body)
            #expect(answer.code == "webhook_invalid", "\(body)")
        }
        #expect(try scene.commands.rows("/v1/webhooks").isEmpty)
        let production = try scene.restarted(["GNOMON_ENVIRONMENT": "production"])
        let answer = try production.ask("POST", "/v1/webhooks", ["url": url, "networks": ["127.0.0.1"]])
        #expect(answer.code == "webhook_invalid")
    }
}
