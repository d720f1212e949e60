/// Texts that were answered already, for requests that are asked again (`RequestKey`); at most 8 MiB.
package struct GivenAnswers {
    /// A text in two parts; what differs each time stands between them.
    package struct Answer {
        package let head: [UInt8]
        package let tail: [UInt8]

        package init(head: [UInt8], tail: [UInt8]) {
            self.head = head
            self.tail = tail
        }
    }

    private var answers = GenerationCache<RequestKey, Answer>(bytes: 8 << 20)
    /// What is asked once must not drive out the others.
    private var seenOnce = SeenOnce()

    package init() {}

    package mutating func answer(to key: RequestKey) -> Answer? {
        self.answers.value(for: key, hash: key.hash)
    }

    /// Keeps the answer when its request is asked for the second time.
    package mutating func keep(_ answer: @autoclosure () -> Answer, for key: RequestKey) {
        guard self.seenOnce.hasSeen(key.hash) else { return }
        let answer = answer()
        self.answers.insert(
            answer, for: key, hash: key.hash, bytes: key.count + answer.head.count + answer.tail.count)
    }
}
