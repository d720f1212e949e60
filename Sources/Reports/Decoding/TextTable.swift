import Foundation
import Grants

/// Texts that have passed their check before.
///
/// Clients, providers and scopes repeat from event to event. A text that was found good once, in the same form, is
/// neither checked nor allocated again. Bounded: each text has one place, and the newest keeps it. Measured on the
/// benchmark's report: see decision 0014.
final class TextTable {
    /// What a text was checked as; the limit is part of it.
    struct Form {
        enum Kind: UInt64 {
            case text, identifier, word, origin, webOrigin, path, uri
        }

        let seed: UInt64

        init(_ kind: Kind, limit: Int) {
            self.seed = kind.rawValue << 32 | UInt64(limit)
        }
    }

    private struct Slot {
        /// 0 in an empty place: a form's seed never is.
        var form: UInt64 = 0
        var hash: UInt64 = 0
        var text: String = ""
    }

    /// Longer texts are rare and would fill memory.
    private static let longest = 512
    private let slots: UnsafeMutableBufferPointer<Slot>

    /// - Parameter bits: the table has 2 to this many places.
    init(bits: Int = 13) {
        self.slots = .allocate(capacity: 1 << bits)
        self.slots.initialize(repeating: Slot())
    }

    deinit {
        self.slots.deinitialize()
        self.slots.deallocate()
    }

    /// The text with these bytes, if it was remembered in this form.
    @inline(__always)
    func text(_ bytes: UnsafeBufferPointer<UInt8>, _ form: Form) -> String? {
        let hash = Self.hash(bytes, form)
        let place = Int(truncatingIfNeeded: hash) & (self.slots.count - 1)
        guard self.slots[place].hash == hash, self.slots[place].form == form.seed,
            Self.isEqual(self.slots[place].text, bytes)
        else { return nil }
        return self.slots[place].text
    }

    /// Remembers a text that is good as it stands.
    func remember(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>, _ form: Form) {
        guard bytes.count <= Self.longest else { return }
        let hash = Self.hash(bytes, form)
        self.slots[Int(truncatingIfNeeded: hash) & (self.slots.count - 1)] = Slot(
            form: form.seed, hash: hash, text: text)
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ form: Form) -> UInt64 {
        var hash = ByteHash(seed: form.seed)
        hash.add(bytes)
        return hash.value
    }

    @inline(__always)
    private static func isEqual(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let utf8 = text.utf8
        guard utf8.count == bytes.count else { return false }
        guard let start = bytes.baseAddress else { return true }
        // Every text here was made from UTF-8, so its storage is at hand.
        return utf8.withContiguousStorageIfAvailable { known in
            known.baseAddress.map { memcmp($0, start, bytes.count) == 0 } ?? true
        } ?? false
    }
}
