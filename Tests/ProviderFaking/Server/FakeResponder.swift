import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Between the socket and the desk.
struct FakeResponder: Sendable {
    private static let longestBody = 16 * 1_048_576

    let desk: FakeDesk

    func response(to request: Request, context: FakeContext) async throws -> Response {
        let plain = try await Self.plain(request)
        if plain.path.first == "_control" { return Self.response(FakeControl(desk: self.desk).answer(plain)) }
        let handling = self.desk.handle(plain)
        if let delay = handling.delay { try await Task.sleep(for: delay) }
        if handling.isReset {
            try await Self.reset(context.channel)
            throw CancellationError()
        }
        guard handling.padding > 0 else { return Self.response(handling.answer) }
        return Response(
            status: .ok,
            body: ResponseBody { writer in
                let block = ByteBuffer(repeating: UInt8(ascii: " "), count: 1_048_576)
                for _ in 0..<handling.padding / block.readableBytes { try await writer.write(block) }
                try await writer.finish(nil)
            })
    }

    private static func plain(_ request: Request) async throws -> FakeRequest {
        let body = try await request.body.collect(upTo: Self.longestBody)
        let path = request.uri.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        let query = URLComponents(string: "?" + (request.uri.query ?? ""))?.queryItems ?? []
        var headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { $1 }
        headers["host"] = request.head.authority
        return FakeRequest(
            method: request.method.rawValue, path: path,
            query: Dictionary(query.map { ($0.name, $0.value ?? "") }) { $1 }, headers: headers,
            body: Array(body.readableBytesView))
    }

    private static func response(_ answer: FakeAnswer) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// Closes so that the peer sees a reset and not an end.
    private static func reset(_ channel: any Channel) async throws {
        if let options = channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }
}
