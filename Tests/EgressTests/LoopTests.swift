import Foundation
import Testing

@testable import Egress

@Suite("Transfer loop", .timeLimit(.minutes(1)))
struct LoopTests {
    private let peer: Peer

    init() throws {
        self.peer = try .shared()
    }

    @Test("serves more requests than it has places")
    func many() async throws {
        let client = self.peer.client()
        let request = EgressRequest(url: self.peer.plain("/echo"))

        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await client.send(request).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(statuses == Array(repeating: 200, count: 200))
    }

    @Test("aborts a transfer when its task is cancelled, and says whether it was sent")
    func cancelled() async throws {
        let own = try Peer()
        let client = own.client()
        let task = Task { await client.failure(own.plain("/silent")) }
        while try await own.calls().isEmpty { await Task.yield() }

        task.cancel()
        let error = try #require(await task.value)

        #expect(error.code == "egress_cancelled")
        #expect(error.sent)
    }

    @Test("does not begin for a task that was cancelled before")
    func cancelledBefore() async throws {
        let own = try Peer()
        let client = own.client()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.failure(own.plain("/echo"))
        }

        let error = try #require(await task.value)

        #expect(error.code == "egress_cancelled")
        #expect(!error.sent)
        #expect(try await own.calls() == [])
    }

    @Test("refuses as busy what it can not keep waiting, and ends all when it is shut down")
    func full() async throws {
        let minute = EgressSettings(connectTimeout: .seconds(60), totalTimeout: .seconds(60))
        let client = self.peer.client(minute)
        let listener = try SilentListener()
        let url = "https://127.0.0.1:\(listener.port)/"
        let count = TransferLoop.placeCount + TransferLoop.waitingBound + 10

        let codes = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<count { group.addTask { await client.failure(url)?.code } }
            var codes: [String?] = []
            for await code in group {
                codes.append(code)
                if codes.count == 10 { client.shutdown() }
            }
            return codes
        }

        #expect(codes.prefix(10).allSatisfy { $0 == "egress_busy" })
        #expect(codes.count { $0 == "egress_cancelled" } >= TransferLoop.waitingBound)
        #expect(codes.allSatisfy { $0 == "egress_busy" || $0 == "egress_cancelled" })
        #expect(await client.failure(url)?.code == "egress_cancelled")
    }

    @Test("ends its thread, and what is under way, when the last user lets go of it")
    func letGo() async throws {
        let listener = try SilentListener()
        weak var loop: TransferLoop?
        do {
            let held = TransferLoop(
                TransferContext(
                    settings: EgressSettings(), permission: .loopback, authorities: .success(Authorities()), names: []))
            loop = held
            let outcome = await withCheckedContinuation { continuation in
                let request = EgressRequest(url: "https://127.0.0.1:\(listener.port)/")
                held.add(TransferJob(request: request, ticket: TransferTicket(), continuation: continuation))
                held.close()
            }
            #expect(throws: EgressError.self) { try outcome.get() }
        }

        let deadline = ContinuousClock.now + .seconds(20)
        while loop != nil, .now < deadline { await Task.yield() }
        #expect(loop == nil)
    }
}
