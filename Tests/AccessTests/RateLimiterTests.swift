import Access
import Grants
import Testing

@Suite("Rate limiter")
struct RateLimiterTests {
    private let start = Timestamp(milliseconds: 1_795_507_200_000)

    @Test("lets a burst pass, then one request for each share of a second")
    func burst() {
        let limiter = RateLimiter<Int>(perSecond: 2, burst: 3)

        #expect((0..<3).allSatisfy { _ in limiter.secondsToWait(1, now: self.start) == nil })
        #expect(limiter.secondsToWait(1, now: self.start) == 1)
        #expect(limiter.secondsToWait(1, now: self.start.advanced(byMilliseconds: 499)) == 1)
        #expect(limiter.secondsToWait(1, now: self.start.advanced(byMilliseconds: 500)) == nil)
        #expect(limiter.secondsToWait(1, now: self.start.advanced(byMilliseconds: 501)) == 1)
    }

    @Test("so many a minute come in equal shares of it")
    func perMinute() {
        let limiter = RateLimiter<Int>(perMinute: 6, burst: 1)

        #expect(limiter.secondsToWait(1, now: self.start) == nil)
        #expect(limiter.secondsToWait(1, now: self.start) == 10)
        #expect(limiter.secondsToWait(1, now: self.start.advanced(byMilliseconds: 10_000)) == nil)
    }

    @Test("a pause fills a bucket no further than its burst", arguments: [1_000, 60_000, 86_400_000] as [Int64])
    func refill(pause: Int64) {
        let limiter = RateLimiter<Int>(perSecond: 5, burst: 5)
        for _ in 0..<5 { _ = limiter.secondsToWait(1, now: self.start) }

        let later = self.start.advanced(byMilliseconds: pause)
        let passed = (0..<10).filter { _ in limiter.secondsToWait(1, now: later) == nil }.count

        #expect(passed == 5)
    }

    @Test("keys do not share a bucket")
    func keys() {
        let limiter = RateLimiter<String>(perSecond: 1, burst: 1)

        #expect(limiter.secondsToWait("a", now: self.start) == nil)
        #expect(limiter.secondsToWait("b", now: self.start) == nil)
        #expect(limiter.secondsToWait("a", now: self.start) == 1)
    }

    @Test("zero requests a second switches the limit off")
    func off() {
        let limiter = RateLimiter<Int>(perSecond: 0, burst: 1)

        #expect((0..<1000).allSatisfy { _ in limiter.secondsToWait(1, now: self.start) == nil })
    }

    @Test("a clock that goes back gives nothing away")
    func backwards() {
        let limiter = RateLimiter<Int>(perSecond: 1, burst: 1)
        _ = limiter.secondsToWait(1, now: self.start)

        #expect(limiter.secondsToWait(1, now: self.start.advanced(byMilliseconds: -10_000)) == 1)
        #expect(limiter.secondsToWait(1, now: self.start) == 1)
        #expect(limiter.secondsToWait(1, now: self.start.advanced(byMilliseconds: 1000)) == nil)
    }

    @Test("at its bound it forgets those at rest first")
    func bounded() {
        let limiter = RateLimiter<Int>(perSecond: 1, burst: 2, bound: 3)
        _ = limiter.secondsToWait(1, now: self.start)
        let later = self.start.advanced(byMilliseconds: 10_000)
        for _ in 0..<2 { _ = limiter.secondsToWait(2, now: later) }
        _ = limiter.secondsToWait(3, now: later)

        _ = limiter.secondsToWait(4, now: later)

        #expect(limiter.secondsToWait(2, now: later) == 1)
    }
}
