package import Grants
import Synchronization

/// Judges single sightings, and remembers what it said of the same client, access and marks.
///
/// Profiles are shared by the sightings that show them, so they are known by identity; an entry keeps its profiles
/// alive, so that no other can take their place. Two generations of entries, as in the catalogue's caches.
package final class AssessmentMemory: Sendable {
    private let analyser: RiskAnalyser
    private let generations: Mutex<Generations>

    /// - Parameter entries: the most answers remembered; one takes about 2 KB.
    package init(model: RiskModel, entries: Int = 2_000) {
        self.analyser = RiskAnalyser(model: model)
        self.generations = Mutex(Generations(entries: entries))
    }

    /// Judges one sighting without history.
    package func assessment(
        of client: ClientProfile, access: ScopeProfile, marks: ConnectionFacts.Marks,
        liveness: ClassifiedGrant.Liveness = .observed
    ) -> Assessment {
        let key = Key(client: client, access: access, marks: marks, liveness: liveness)
        if let known = self.generations.withLock({ $0.answer(for: key) }) { return known }
        let fresh = self.analyser.assessment(
            of: ConnectionFacts(
                app: client.app, resource: client.resource, access: access, people: 0, liveness: liveness,
                marks: marks))
        self.generations.withLock { $0.insert(Answer(key: key, assessment: fresh)) }
        return fresh
    }

    private struct Key {
        var client: ClientProfile
        var access: ScopeProfile
        var marks: ConnectionFacts.Marks
        var liveness: ClassifiedGrant.Liveness

        var hash: UInt64 {
            var hash = ByteHash(seed: UInt64(truncatingIfNeeded: self.marks.rawValue << 2 | self.liveness.rawValue))
            hash.add(UInt64(UInt(bitPattern: ObjectIdentifier(self.client))))
            hash.add(UInt64(UInt(bitPattern: ObjectIdentifier(self.access))))
            return hash.value
        }

        func isSame(as other: Key) -> Bool {
            self.client === other.client && self.access === other.access && self.marks == other.marks
                && self.liveness == other.liveness
        }
    }

    /// A class, so that a look-up counts one reference.
    private final class Answer {
        let key: Key
        let assessment: Assessment

        init(key: Key, assessment: Assessment) {
            self.key = key
            self.assessment = assessment
        }
    }

    private struct Generations {
        let limit: Int
        var young: [UInt64: Answer] = [:]
        var old: [UInt64: Answer] = [:]

        init(entries: Int) {
            self.limit = entries / 2
        }

        mutating func answer(for key: Key) -> Assessment? {
            let hash = key.hash
            if let known = self.young[hash], known.key.isSame(as: key) { return known.assessment }
            guard let known = self.old[hash], known.key.isSame(as: key) else { return nil }
            self.insert(known)
            return known.assessment
        }

        mutating func insert(_ answer: Answer) {
            if self.young.count >= self.limit {
                swap(&self.young, &self.old)
                self.young.removeAll(keepingCapacity: true)
            }
            self.young[answer.key.hash] = answer
        }
    }
}
