import Access
import Grants
import Testing

@Suite("Day cap")
struct DayCapTests {
    private let start = Timestamp(milliseconds: 1_795_507_200_000)

    @Test("lets so many pass in the 24 hours from the first on, each key by itself")
    func cap() {
        let cap = DayCap<String>(2)

        #expect(cap.secondsToWait("a", now: self.start) == nil)
        #expect(cap.secondsToWait("a", now: self.start.advanced(byMilliseconds: 1000)) == nil)
        #expect(cap.secondsToWait("a", now: self.start.advanced(byMilliseconds: 2000)) == 86_398)
        #expect(cap.secondsToWait("b", now: self.start) == nil)
        #expect(cap.secondsToWait("a", now: self.start.advanced(byMilliseconds: 86_399_999)) == 1)
        #expect(cap.secondsToWait("a", now: self.start.advanced(byMilliseconds: 86_400_000)) == nil)
    }

    @Test("at its bound it forgets windows that are over first")
    func bounded() {
        let cap = DayCap<Int>(1, bound: 2)
        let later = self.start.advanced(byMilliseconds: 86_400_000)
        _ = cap.secondsToWait(1, now: self.start)
        _ = cap.secondsToWait(2, now: later)

        #expect(cap.secondsToWait(3, now: later) == nil)
        #expect(cap.secondsToWait(2, now: later) != nil)
    }
}
