import Foundation
import Synchronization

/// Takes what is posted to it, on a thread of its own, and answers as told.
final class WebhookReceiver: Sendable {
    struct Delivery: Sendable {
        var headers: [String: String]
        var body: Data
        /// What it was answered.
        var status: Int

        var id: String { self.headers["webhook-id"] ?? "" }

        var event: [String: Any] {
            (try? JSONSerialization.jsonObject(with: self.body) as? [String: Any]) ?? [:]
        }

        var type: String? { self.event["type"] as? String }
    }

    private struct State {
        var deliveries: [Delivery] = []
        var statuses: [Int] = []
    }

    let port: Int
    private let descriptor: Int32
    private let state = Mutex(State())

    init() throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = self.descriptor
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | listen(descriptor, 16) | getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else { throw LoopbackSocket.Failure(step: "listen") }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let peer = accept(descriptor, nil, nil)
                guard peer >= 0 else { return }
                self?.serve(peer)
                close(peer)
            }
        }
    }

    deinit {
        shutdown(self.descriptor, Int32(SHUT_RDWR))
        close(self.descriptor)
    }

    var url: String { "http://127.0.0.1:\(self.port)/events" }

    /// In the order of their coming.
    var deliveries: [Delivery] { self.state.withLock { $0.deliveries } }

    /// Those that were answered 204.
    var taken: [Delivery] { self.deliveries.filter { $0.status == 204 } }

    /// Answers the next requests so, and 204 after them. 302 leads back here.
    func answer(_ statuses: [Int]) { self.state.withLock { $0.statuses = statuses } }

    private func serve(_ peer: Int32) {
        guard let (head, body) = Self.read(peer) else { return }
        let status = self.state.withLock { state in
            let status = state.statuses.isEmpty ? 204 : state.statuses.removeFirst()
            state.deliveries.append(Delivery(headers: head, body: body, status: status))
            return status
        }
        let answer = [
            "HTTP/1.1 \(status) Answer", "Location: \(self.url)/elsewhere", "Content-Length: 0", "Connection: close",
        ]
        let bytes = Array((answer.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        _ = send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func read(_ peer: Int32) -> (headers: [String: String], body: Data)? {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(peer, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            data.append(contentsOf: buffer[..<count])
            guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { continue }
            let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            let headers = Dictionary(
                lines.dropFirst().compactMap { line in
                    line.firstIndex(of: ":").map { mark in
                        (
                            line[..<mark].lowercased(),
                            line[line.index(after: mark)...].trimmingCharacters(in: .whitespaces)
                        )
                    }
                }
            ) { $1 }
            let body = data[end.upperBound...]
            if body.count >= Int(headers["content-length"] ?? "") ?? 0 { return (headers, Data(body)) }
        }
    }
}
