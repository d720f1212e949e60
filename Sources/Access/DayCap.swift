package import Grants
import Synchronization

/// So many uses of a key in 24 hours, counted in memory.
package final class DayCap<Key: Hashable & Sendable>: Sendable {
    private struct Window {
        var start: Timestamp
        var uses: Int
    }

    private static var length: Int64 { 86_400_000 }

    private let cap: Int
    private let bound: Int
    private let windows: Mutex<[Key: Window]> = Mutex([:])

    /// - Parameters:
    ///   - cap: uses of a key from its first on, for 24 hours.
    ///   - bound: most keys remembered; when full, windows that are over are forgotten first, then all.
    package init(_ cap: Int, bound: Int = 100_000) {
        self.cap = cap
        self.bound = bound
    }

    /// Takes one use.
    /// - Returns: `nil` when it may pass, otherwise seconds to wait, 1 or more.
    package func secondsToWait(_ key: Key, now: Timestamp) -> Int? {
        self.windows.withLock { windows in
            if windows.count >= self.bound, windows[key] == nil {
                windows = windows.filter { now < $0.value.start.advanced(byMilliseconds: Self.length) }
                if windows.count >= self.bound { windows.removeAll() }
            }
            var window = windows[key] ?? Window(start: now, uses: 0)
            let end = window.start.advanced(byMilliseconds: Self.length)
            if now >= end { window = Window(start: now, uses: 0) }
            guard window.uses < self.cap else { return max(1, Int((end.milliseconds - now.milliseconds) / 1000)) }
            window.uses += 1
            windows[key] = window
            return nil
        }
    }
}
