import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A fake provider on a socket of its own.
package final class FakeServer: Sendable {
    package let desk: FakeDesk
    package let port: Int
    private let task: Task<Void, any Error>

    /// `http://127.0.0.1:PORT`.
    package var origin: String { "http://127.0.0.1:\(self.port)" }

    /// What a connector has to be told.
    package var settings: FakeSettings { self.desk.settings(origin: self.origin) }

    /// Starts one.
    ///
    /// - Parameter port: 0 picks a free one.
    package init(_ kind: FakeKind, seed: FakeSeed = .demo, host: String = "127.0.0.1", port: Int = 0) async throws {
        let desk = FakeDesk(kind.provider, seed: seed)
        let (ports, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        var logger = Logger(label: "provider-fakes")
        logger.logLevel = .error
        let application = Application(
            responder: CallbackResponder { (request: Request, context: FakeContext) in
                try await FakeResponder(desk: desk).response(to: request, context: context)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        self.desk = desk
        self.task = Task {
            do {
                try await application.run()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = try await iterator.next() else { throw CancellationError() }
        self.port = port
    }

    /// Lives until the server ends.
    package func run() async throws {
        try await self.task.value
    }

    package func stop() async {
        self.task.cancel()
        _ = await self.task.result
    }
}

/// Starts a fake, lends it and stops it.
package func withFake<Result: Sendable>(
    _ kind: FakeKind, seed: FakeSeed = .demo, _ body: (FakeServer) async throws -> Result
) async throws -> Result {
    let server = try await FakeServer(kind, seed: seed)
    do {
        let result = try await body(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}

/// Keeps the connection, which a fault may reset.
struct FakeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.channel = source.channel
    }
}
