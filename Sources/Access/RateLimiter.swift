package import Grants
import Synchronization

/// Token buckets by key: so many requests a second or a minute, with a burst.
package final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var level: Double
        var at: Int64
    }

    private let perSecond: Double
    private let burst: Double
    private let bound: Int
    private let buckets: Mutex<[Key: Bucket]> = Mutex([:])

    /// - Parameters:
    ///   - perSecond: requests a second each key may make in the long run; 0 switches the limit off.
    ///   - burst: requests a key may make at once after a pause.
    ///   - bound: most keys remembered; when full, full buckets are forgotten first, then all.
    package convenience init(perSecond: Int, burst: Int, bound: Int = 100_000) {
        self.init(rate: Double(perSecond), burst, bound)
    }

    /// The same for requests that are rarer: so many a minute each key may make.
    package convenience init(perMinute: Int, burst: Int, bound: Int = 100_000) {
        self.init(rate: Double(perMinute) / 60, burst, bound)
    }

    private init(rate: Double, _ burst: Int, _ bound: Int) {
        self.perSecond = rate
        self.burst = Double(max(burst, 1))
        self.bound = bound
    }

    /// Takes one request from a key's bucket.
    /// - Returns: `nil` when it may pass, otherwise seconds to wait, 1 or more.
    package func secondsToWait(_ key: Key, now: Timestamp) -> Int? {
        guard self.perSecond > 0 else { return nil }
        return self.buckets.withLock { buckets in
            if buckets.count >= self.bound, buckets[key] == nil { self.shrink(&buckets, now) }
            var bucket = buckets[key] ?? Bucket(level: self.burst, at: now.milliseconds)
            let elapsed = Double(max(0, now.milliseconds - bucket.at)) / 1000
            bucket.level = min(self.burst, bucket.level + elapsed * self.perSecond)
            bucket.at = max(bucket.at, now.milliseconds)
            let mayPass = bucket.level >= 1
            if mayPass { bucket.level -= 1 }
            buckets[key] = bucket
            return mayPass ? nil : max(1, Int(((1 - bucket.level) / self.perSecond).rounded(.up)))
        }
    }

    private func shrink(_ buckets: inout [Key: Bucket], _ now: Timestamp) {
        buckets = buckets.filter { _, bucket in
            bucket.level + Double(now.milliseconds - bucket.at) / 1000 * self.perSecond < self.burst
        }
        if buckets.count >= self.bound { buckets.removeAll() }
    }
}
