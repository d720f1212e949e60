import Cryptography
import SeededRandom
import Testing
import Vault

private let place = SecretPlace(organisation: 1, record: "connector/42/client_secret", version: 3)

@Suite("Key ring")
struct KeyRingTests {
    private let key: MasterKey
    private let ring: KeyRing

    init() throws {
        self.key = try MasterKey()
        self.ring = KeyRing(current: self.key)
    }

    private static func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? VaultError)?.code ?? "\(error)"
        }
    }

    @Test("opens what it sealed, of every length that may be", arguments: [1, 2, 15, 16, 17, 4_096, 65_536])
    func roundTrip(count: Int) throws {
        let value = try SecretBytes(randomCount: count)

        let sealed = try self.ring.seal(value, at: place)
        let kept = try SealedSecret(bytes: sealed.bytes)

        #expect(kept == sealed)
        #expect(kept.keyID == self.key.id)
        #expect(kept.bytes.count == 100 + count)
        #expect(try self.ring.open(kept, at: place) == value)
    }

    @Test("takes no empty value, and none that is too long", arguments: [0, 65_537])
    func lengths(count: Int) {
        let value = SecretBytes([UInt8](repeating: 1, count: count))

        #expect(Self.code { _ = try self.ring.seal(value, at: place) } == "vault_value_invalid")
    }

    @Test("seals the same value differently each time, and shows no part of it")
    func fresh() throws {
        let text = Array("a secret that is long enough to be found".utf8)
        let value = SecretBytes(text)

        let sealed = try (0..<100).map { _ in try self.ring.seal(value, at: place).bytes }

        #expect(Set(sealed).count == 100)
        // Nonces and wrapped keys too.
        for part in [12..<24, 24..<56, 72..<84] { #expect(Set(sealed.map { Array($0[part]) }).count == 100) }
        #expect(sealed.allSatisfy { !$0.contains(text.prefix(4)) })
    }

    @Test("opens nothing that has any one bit turned")
    func tampered() throws {
        let bytes = try self.ring.seal(SecretBytes(Array("secret".utf8)), at: place).bytes

        for bit in 0..<bytes.count * 8 {
            var turned = bytes
            turned[bit / 8] ^= 1 << UInt8(bit % 8)
            let code = Self.code { _ = try self.ring.open(SealedSecret(bytes: turned), at: place) }
            let isKeyName = (32..<96).contains(bit)
            #expect(code == (isKeyName ? "vault_sealed_by_unknown_key" : "vault_corrupt"), "bit \(bit)")
        }
    }

    @Test(
        "opens a record at its own place alone",
        arguments: [
            SecretPlace(organisation: 2, record: place.record, version: 3),
            SecretPlace(organisation: 1, record: "connector/42/client_secre", version: 3),
            SecretPlace(organisation: 1, record: "connector/43/client_secret", version: 3),
            SecretPlace(organisation: 1, record: place.record, version: 2),
            SecretPlace(organisation: 1, record: place.record, version: 4),
        ])
    func otherPlace(other: SecretPlace) throws {
        let sealed = try self.ring.seal(SecretBytes([1, 2, 3]), at: place)

        #expect(Self.code { _ = try self.ring.open(sealed, at: other) } == "vault_corrupt")
    }

    @Test("takes no record whose value or data key comes from another record")
    func mixed() throws {
        let first = try self.ring.seal(SecretBytes([1, 2, 3]), at: place).bytes
        let second = try self.ring.seal(SecretBytes([1, 2, 3]), at: place).bytes

        for cut in [12, 24, 72, 84] {
            let mixed = Array(first.prefix(cut) + second.dropFirst(cut))
            let code = Self.code { _ = try self.ring.open(SealedSecret(bytes: mixed), at: place) }
            // The head and the key's name are the same in both.
            #expect(code == (cut == 12 ? nil : "vault_corrupt"), "cut at \(cut)")
        }
    }

    @Test("reads nothing that was cut or lengthened")
    func cut() throws {
        let bytes = try self.ring.seal(SecretBytes(Array("secret".utf8)), at: place).bytes

        for count in 0..<bytes.count {
            let code = Self.code { _ = try self.ring.open(SealedSecret(bytes: Array(bytes.prefix(count))), at: place) }
            #expect(code == "vault_corrupt", "\(count) bytes")
        }
        #expect(Self.code { _ = try self.ring.open(SealedSecret(bytes: bytes + [0]), at: place) } == "vault_corrupt")
        let huge = bytes + [UInt8](repeating: 0, count: 1 << 20)
        #expect(Self.code { _ = try SealedSecret(bytes: huge) } == "vault_corrupt")
    }

    @Test("never traps on random records, and opens none", arguments: 0..<20 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let good = try self.ring.seal(SecretBytes(Array("secret".utf8)), at: place).bytes

        for _ in 0..<500 {
            var bytes = good
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                bytes = (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
                    .random(in: 0...255, using: &generator)
                }
            case 1: bytes.removeSubrange(..<Int.random(in: 1..<bytes.count, using: &generator))
            default:
                for _ in 0..<Int.random(in: 1..<8, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
            }
            guard bytes != good else { continue }
            let code = Self.code { _ = try self.ring.open(SealedSecret(bytes: bytes), at: place) }
            #expect(code == "vault_corrupt" || code == "vault_sealed_by_unknown_key")
        }
    }

    @Test("changes the master key while everything stays readable")
    func rotation() throws {
        let new = try MasterKey()
        let both = KeyRing(current: new, previous: [try MasterKey(), self.key])
        let value = SecretBytes(Array("secret".utf8))
        let old = try self.ring.seal(value, at: place)
        let check = try self.ring.check

        // Before: both keys are there, and the old check says that records are to be rewrapped.
        #expect(try both.verify(check) == false)
        #expect(try both.open(old, at: place) == value)

        let wrapped = try #require(try both.rewrap(old, at: place))

        #expect(wrapped.keyID == new.id)
        #expect(wrapped.bytes.suffix(34) == old.bytes.suffix(34), "the value was not sealed anew")
        #expect(try both.rewrap(wrapped, at: place) == nil)

        // After: the new key is enough, and the old one opens nothing.
        let alone = KeyRing(current: new)
        #expect(try alone.verify(both.check))
        #expect(try alone.open(wrapped, at: place) == value)
        #expect(Self.code { _ = try alone.open(old, at: place) } == "vault_sealed_by_unknown_key")
        #expect(Self.code { _ = try alone.verify(check) } == "vault_key_wrong")
        #expect(Self.code { _ = try self.ring.open(wrapped, at: place) } == "vault_sealed_by_unknown_key")
    }

    @Test("rewraps nothing at another place")
    func rewrapElsewhere() throws {
        let both = KeyRing(current: try MasterKey(), previous: [self.key])
        let sealed = try self.ring.seal(SecretBytes([1]), at: place)
        let other = SecretPlace(organisation: 9, record: place.record, version: 3)

        #expect(Self.code { _ = try both.rewrap(sealed, at: other) } == "vault_corrupt")
    }

    @Test("tells a wrong key at once, and names both")
    func wrongKey() throws {
        let check = try KeyCheck(bytes: try self.ring.check.bytes)
        let other = try MasterKey()

        let error = try #require(throws: VaultError.self) { try KeyRing(current: other).verify(check) }

        #expect(try self.ring.verify(check))
        #expect(error.code == "vault_key_wrong")
        #expect(error.detail.contains("\(other.id)") && error.detail.contains("\(self.key.id)"))
        var forged = check.bytes
        forged[39] ^= 1
        #expect(Self.code { _ = try self.ring.verify(KeyCheck(bytes: forged)) } == "vault_key_wrong")
        #expect(Self.code { _ = try KeyCheck(bytes: Array(check.bytes.dropLast())) } == "vault_corrupt")
    }

    @Test("without a key says why at every use")
    func unavailable() throws {
        let reason = VaultError(.keyMissing, "no key is configured")
        let ring = KeyRing(unavailable: reason)
        let sealed = try self.ring.seal(SecretBytes([1]), at: place)
        let check = try self.ring.check

        let uses: [() throws -> Void] = [
            { _ = try ring.seal(SecretBytes([1]), at: place) }, { _ = try ring.open(sealed, at: place) },
            { _ = try ring.rewrap(sealed, at: place) }, { _ = try ring.verify(check) }, { _ = try ring.check },
            { _ = try ring.currentID },
        ]

        for use in uses { #expect(throws: reason) { try use() } }
    }

    @Test("shows no key and no value in any text")
    func hidden() throws {
        let text = String(repeating: "ab", count: 32)
        let key = try MasterKey(text: SecretBytes(text.utf8))
        var dumped = ""
        dump(KeyRing(current: key, previous: [key]), to: &dumped)

        #expect(!"\(dumped) \(key) \(String(reflecting: key))".lowercased().contains("abab"))
        #expect("\(key)" == "master key \(key.id)")
    }
}
