import Foundation

/// A plain TCP connection to loopback, blocking, with a time limit on reads.
final class LoopbackSocket {
    private let descriptor: Int32

    struct Failure: Error {
        var step: String
    }

    init(port: Int, readSeconds: Int = 30) throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var limit = timeval(tv_sec: readSeconds, tv_usec: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(step: "connect") }
    }

    deinit {
        close(self.descriptor)
    }

    /// Sends all bytes; a peer that has closed meanwhile ends it quietly, its answer may still be read.
    func send(_ data: Data) throws {
        var sent = 0
        while sent < data.count {
            let count = data.withUnsafeBytes {
                Foundation.send(self.descriptor, $0.baseAddress! + sent, data.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// What has come when something has: one small answer on a connection that stays open.
    func readSome() throws -> Data {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(self.descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Failure(step: "read") }
        return Data(buffer[..<count])
    }

    func readToEnd() throws -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(self.descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else {
                if data.isEmpty { throw Failure(step: "read") }
                return data
            }
            if count == 0 { return data }
            data.append(contentsOf: buffer[..<count])
        }
    }
}

/// One HTTP/1.1 answer.
struct HTTPAnswer {
    var status: Int
    var headers: [String: String]
    var body: Data

    init(_ data: Data) throws {
        guard let split = data.range(of: Data("\r\n\r\n".utf8)) else { throw LoopbackSocket.Failure(step: "parse") }
        let lines = String(decoding: data[..<split.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        self.status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        self.headers = headers
        self.body = Data(data[split.upperBound...])
        if headers["transfer-encoding"] == "chunked" { self.body = Self.unchunked(self.body) }
    }

    private static func unchunked(_ data: Data) -> Data {
        var rest = data[...]
        var body = Data()
        while let end = rest.range(of: Data("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            let start = end.upperBound
            body.append(rest[start..<min(start + size, rest.endIndex)])
            rest = rest[min(start + size + 2, rest.endIndex)...]
        }
        return body
    }

    var code: String? {
        (try? JSONSerialization.jsonObject(with: self.body) as? [String: Any])?["code"] as? String
    }

    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: self.body) as? [String: Any]) ?? [:]
    }
}
