import Synchronization

/// A value that a closure leaves behind.
final class Shared<Value: Sendable>: Sendable {
    private let held: Mutex<Value>

    init(_ value: Value) { self.held = Mutex(value) }

    var value: Value {
        get { self.held.withLock { $0 } }
        set { self.held.withLock { $0 = newValue } }
    }
}
