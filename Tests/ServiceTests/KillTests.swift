import Foundation
import Synchronization
import Testing

/// `kill -9` at random moments under load: what got its 202 is there exactly once.
@Suite("Killed at random moments", .serialized)
struct KillTests {
    private static var rounds: Int {
        ProcessInfo.processInfo.environment["GNOMON_KILL_ROUNDS"].flatMap { Int($0) } ?? 10
    }

    @Test("Every event that got its 202 is there exactly once, and the log verifies")
    func survives() throws {
        var generator = SystemRandomNumberGenerator()
        var daemon = try DaemonProcess()
        let folder = daemon.folder
        let token = try daemon.enrol()
        let promised = Mutex<[String: Int]>([:])
        var unanswered: [[UInt8]] = []

        for _ in 0..<Self.rounds {
            let isOver = Mutex(false)
            let lost = Mutex<[[UInt8]]>([])
            let current = daemon
            let group = DispatchGroup()
            for _ in 0..<4 {
                DispatchQueue.global().async(group: group) { [port = current.base.port ?? 0] in
                    while !isOver.withLock({ $0 }) {
                        let maker = ReportMaker()
                        let client = "client-\(UUID().uuidString.prefix(8).lowercased())"
                        let text = ReportMaker.bytes(maker.report((0..<5).map { _ in maker.event(client: client) }))
                        if Self.post(text, port: port, token: token) {
                            promised.withLock { $0[client] = 5 }
                        } else {
                            lost.withLock { $0.append(text) }
                        }
                    }
                }
            }
            let target = promised.withLock(\.count) + Int.random(in: 3...60, using: &generator)
            _ = waitFor(seconds: 20) { promised.withLock(\.count) >= target }
            daemon.kill(SIGKILL)
            isOver.withLock { $0 = true }
            group.wait()
            unanswered += lost.withLock { $0 }
            daemon = try DaemonProcess(folder: folder)
        }
        // A sensor sends again what was not answered: it may or may not have been kept.
        for text in unanswered { #expect(Self.post(text, port: daemon.base.port ?? 0, token: token)) }
        let status = try daemon.waitUntilAnalysed()

        #expect(status["balanced"] as? Bool == true)
        let sightings = try Self.sightings(daemon)
        for (client, count) in promised.withLock({ $0 }) { #expect(sightings[client] == count, "\(client)") }
        #expect(sightings.values.allSatisfy { $0 == 5 }, "nothing counts twice or by halves")
        daemon.kill(SIGTERM)
        #expect(
            try run(["log", "verify", "--store", "sqlite:\(folder.path)/gnomon.sqlite", "--state-dir", folder.path])
                .status == 0)
    }

    /// Whether a report got its 202.
    private static func post(_ text: [UInt8], port: Int, token: String) -> Bool {
        let body = gzip(text)
        let head = """
            POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer \(token)\r\n\
            Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n
            """
        guard let socket = try? LoopbackSocket(port: port), (try? socket.send(Data(head.utf8) + Data(body))) != nil,
            let data = try? socket.readToEnd(), let answer = try? HTTPAnswer(data)
        else { return false }
        return answer.status == 202
    }

    private static func sightings(_ daemon: DaemonProcess) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        var cursor = ""
        repeat {
            let page = try daemon.json("/v1/grants?limit=500&sort=first_seen\(cursor)")
            for grant in try #require(page["data"] as? [[String: Any]]) {
                let client = try #require(grant["client_id"] as? String)
                counts[client, default: 0] += grant["sightings"] as? Int ?? 0
            }
            cursor = (page["next_cursor"] as? String).map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        return counts
    }
}
