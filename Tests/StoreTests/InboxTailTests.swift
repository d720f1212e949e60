import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("Inbox tail")
struct InboxTailTests {
    private func report(_ number: Int64, events: Int = 10) throws -> InboxReport {
        InboxReport(
            number: number, installNumber: 1, receivedAt: World.start, skewMilliseconds: 0, events: events, bytes: 1,
            content: .decoded(try Sighting(UInt64(number)).report()), attempts: 0)
    }

    private func numbers(_ reports: [InboxReport]?) -> [Int64]? { reports?.map(\.number) }

    @Test("holds nothing until it is told where to begin, then all that comes behind")
    func beginning() throws {
        let tail = InboxTail(bound: 100)
        tail.begin(behind: 4)
        tail.append(try self.report(5))
        #expect(tail.take(after: 4, events: 100) == nil)

        #expect(tail.restart() == 5)
        tail.append(try self.report(7))
        tail.append(try self.report(8))

        #expect(tail.take(after: 4, events: 100) == nil)
        #expect(self.numbers(tail.take(after: 5, events: 100)) == [7, 8])
        #expect(self.numbers(tail.take(after: 8, events: 100)) == [])
    }

    @Test("hands out at most the events asked for, but always one report")
    func limit() throws {
        let tail = InboxTail(bound: 100)
        #expect(tail.restart() == 0)
        for number in 1...4 as ClosedRange<Int64> { tail.append(try self.report(number)) }

        #expect(self.numbers(tail.take(after: 0, events: 25)) == [1, 2])
        #expect(self.numbers(tail.take(after: 2, events: 1)) == [3])
        #expect(self.numbers(tail.take(after: 3, events: 100)) == [4])
    }

    @Test("sends who asks again for what was handed out to the database")
    func again() throws {
        let tail = InboxTail(bound: 100)
        _ = tail.restart()
        tail.append(try self.report(1))
        tail.append(try self.report(2))

        #expect(self.numbers(tail.take(after: 0, events: 10)) == [1])
        #expect(tail.take(after: 0, events: 10) == nil)
    }

    @Test("lets go of all at its bound and holds again after a new beginning")
    func overflow() throws {
        let tail = InboxTail(bound: 25)
        _ = tail.restart()
        for number in 1...3 as ClosedRange<Int64> { tail.append(try self.report(number)) }
        #expect(tail.take(after: 0, events: 100) == nil)

        #expect(tail.restart() == 3)
        tail.append(try self.report(4))
        #expect(self.numbers(tail.take(after: 3, events: 100)) == [4])
    }

    @Test("gives every admitted report once, whatever the bound", arguments: [0, 1, 3, 1000])
    func everyReport(bound: Int) async throws {
        var config = StoreConfig()
        config.heldEvents = bound
        try await withWorld(config) { world in
            var seen: [Int64] = []
            func readOn() async throws {
                while true {
                    let slice = try await world.store.inboxSlice(events: 2, after: seen.last ?? 0)
                    guard !slice.isEmpty else { return }
                    seen += slice.map(\.number)
                }
            }

            for event in 1...20 as ClosedRange<UInt64> {
                try await world.admit(Sighting(event).report())
                if event.isMultiple(of: 3) { try await readOn() }
            }
            try await readOn()

            #expect(seen.count == 20)
            #expect(seen == Set(seen).sorted())
        }
    }
}
