import Dispatch
import Foundation
import StoreTesting
import Synchronization
import Testing

@testable import Store

/// Waits until a condition holds, at most so many seconds.
func until(
    _ what: Comment, within seconds: Int = 10, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async rethrows {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    while try await !condition() {
        guard clock.now < end else {
            Issue.record(what, sourceLocation: sourceLocation)
            return
        }
        await Task.yield()
    }
}

/// Keeps a store's writing thread busy until it is released, so that what comes meanwhile forms one group.
final class LaneHold: Sendable {
    private let started = Atomic(false)
    private let end = DispatchSemaphore(value: 0)

    init(_ store: Store) async {
        Task {
            try? await store.lane.perform { _ in
                self.started.store(true, ordering: .sequentiallyConsistent)
                self.end.wait()
            }
        }
        await until("the lane is held") { self.started.load(ordering: .sequentiallyConsistent) }
    }

    func release() { self.end.signal() }
}

/// A count that many tasks add to.
final class Tally: Sendable {
    private let count = Atomic(0)

    var value: Int { self.count.load(ordering: .sequentiallyConsistent) }
    func add() { self.count.wrappingAdd(1, ordering: .sequentiallyConsistent) }
}

/// Runs what blocks on a thread of its own: the pool of the tests has as few threads as the machine has cores.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}

/// Names of the invariants that do not hold.
func broken(_ location: StoreLocation) async throws -> [String] {
    try await blocking { try Store.check(at: location).broken }
}
