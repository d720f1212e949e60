import Foundation
import Synchronization

/// Sensors that post without a pause, and remember what they were promised.
final class ReportLoad: Sendable {
    /// Events of each report, and so sightings of each client.
    static let eventsPerReport = 5

    private struct State {
        var promised: Set<String> = []
        var unanswered: [[UInt8]] = []
        var ports: [Int] = []
        var isOver = false
    }

    private let state: Mutex<State> = Mutex(State())
    private let token: String
    private let group = DispatchGroup()

    /// - Parameter token: what the sensors show at the door.
    init(token: String) {
        self.token = token
    }

    /// Clients of the reports that got a 202.
    var promised: Set<String> { self.state.withLock(\.promised) }

    /// Reports that got no 202 so far.
    var unanswered: Int { self.state.withLock(\.unanswered.count) }

    /// Posts to these doors by turns until `stop`; to others from the next report on when called again.
    func post(to ports: [Int], sensors: Int = 4) {
        let isNew = self.state.withLock { state in
            defer { state.ports = ports }
            state.isOver = false
            return state.ports.isEmpty
        }
        guard isNew else { return }
        for _ in 0..<sensors {
            DispatchQueue.global().async(group: self.group) {
                while let port = self.state.withLock({ $0.isOver ? nil : $0.ports.randomElement() }) {
                    self.postOne(to: port)
                }
            }
        }
    }

    /// Ends the load, and waits for the last answers.
    func stop() {
        self.state.withLock { $0.isOver = true }
        self.group.wait()
        self.state.withLock { $0.ports = [] }
    }

    /// Sends again what was not answered, as a sensor does: it may or may not have been kept. Tries for ten seconds.
    ///
    /// - Returns: whether all got a 202.
    func sendRest(to port: Int) -> Bool {
        var rest = self.state.withLock { state in
            defer { state.unanswered = [] }
            return state.unanswered
        }
        return waitFor(seconds: 60) {
            rest.removeAll { Self.post($0, port: port, token: self.token) }
            return rest.isEmpty
        }
    }

    private func postOne(to port: Int) {
        let maker = ReportMaker()
        let client = "client-\(UUID().uuidString.prefix(8).lowercased())"
        let events = (0..<Self.eventsPerReport).map { _ in maker.event(client: client) }
        let text = ReportMaker.bytes(maker.report(events))
        let isPromised = Self.post(text, port: port, token: self.token)
        self.state.withLock { state in
            if isPromised { state.promised.insert(client) } else { state.unanswered.append(text) }
        }
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
}

extension DaemonProcess {
    /// The port of its door.
    var port: Int { self.base.port ?? 0 }

    /// How often each client id was seen.
    func sightings() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        var cursor = ""
        repeat {
            let page = try self.json("/v1/grants?limit=500&sort=first_seen\(cursor)")
            for grant in page["data"] as? [[String: Any]] ?? [] {
                counts[grant["client_id"] as? String ?? "", default: 0] += grant["sightings"] as? Int ?? 0
            }
            cursor = (page["next_cursor"] as? String).map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        return counts
    }
}
