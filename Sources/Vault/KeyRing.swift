package import Cryptography

/// Seals and opens values under the current master key, and still opens those sealed under previous ones.
///
/// To change the master key without downtime: start with the new one as current and the old one as previous, `rewrap`
/// every record, keep the new `check`, and leave the old key out.
package struct KeyRing: Sendable {
    private let current: Result<MasterKey, VaultError>
    private let previous: [MasterKey]

    /// - Parameter previous: keys that records may still be sealed under, in any order.
    package init(current: MasterKey, previous: [MasterKey] = []) {
        self.current = .success(current)
        self.previous = previous
    }

    /// A ring that has no key and says why at every use, so that all else can go on.
    package init(unavailable reason: VaultError) {
        self.current = .failure(reason)
        self.previous = []
    }

    /// The name of the current key.
    ///
    /// - Throws: why there is none.
    package var currentID: MasterKeyID {
        get throws(VaultError) { try self.current.get().id }
    }

    /// What is to be kept to know the current key again.
    ///
    /// - Throws: why there is none.
    package var check: KeyCheck {
        get throws(VaultError) { KeyCheck(of: try self.current.get()) }
    }

    /// Seals a value under a data key of its own.
    ///
    /// - Parameter value: 1 to 65,536 bytes.
    /// - Throws: why there is no key; `valueInvalid`.
    package func seal(_ value: SecretBytes, at place: SecretPlace) throws(VaultError) -> SealedSecret {
        let master = try self.current.get()
        guard (1...SealedSecret.valueBytesBound).contains(value.count) else {
            throw VaultError(.valueInvalid, "a secret has 1 to \(SealedSecret.valueBytesBound) bytes")
        }
        return try Self.crypto { () throws(CryptographyError) in
            let dataKey = try SecretBytes(randomCount: AES256GCM.keyByteCount)
            let nonce = try randomBytes(AES256GCM.nonceByteCount)
            let sealedValue = try AES256GCM.seal(
                value, key: dataKey, nonce: nonce, additional: place.additional(for: .value))
            return try Self.wrap(dataKey, under: master, at: place, valueNonce: nonce, sealedValue: sealedValue)
        }
    }

    /// Opens a value.
    ///
    /// - Throws: why there is no key; `sealedByUnknownKey`; `corrupt` when it was changed or belongs elsewhere.
    package func open(_ sealed: SealedSecret, at place: SecretPlace) throws(VaultError) -> SecretBytes {
        let dataKey = try self.dataKey(of: sealed, at: place)
        let value = try Self.crypto { () throws(CryptographyError) in
            try AES256GCM.open(
                sealed.sealedValue, key: dataKey, nonce: sealed.valueNonce, additional: place.additional(for: .value))
        }
        guard let value else { throw Self.corrupt(place) }
        return value
    }

    /// Wraps a record's data key under the current master key; the value stays sealed all the while.
    ///
    /// - Returns: `nil` when it is the current one already.
    /// - Throws: as `open`.
    package func rewrap(_ sealed: SealedSecret, at place: SecretPlace) throws(VaultError) -> SealedSecret? {
        let master = try self.current.get()
        guard sealed.keyID != master.id else { return nil }
        let dataKey = try self.dataKey(of: sealed, at: place)
        return try Self.crypto { () throws(CryptographyError) in
            try Self.wrap(
                dataKey, under: master, at: place, valueNonce: sealed.valueNonce, sealedValue: sealed.sealedValue)
        }
    }

    /// Whether the ring has the key that the vault was begun with.
    ///
    /// - Returns: whether that is the current key; otherwise a previous one, and records are to be rewrapped.
    /// - Throws: why there is no key; `keyWrong` when it is none of the ring's.
    package func verify(_ check: KeyCheck) throws(VaultError) -> Bool {
        let master = try self.current.get()
        if check.fits(master) { return true }
        guard self.previous.contains(where: { check.fits($0) }) else {
            throw VaultError(
                .keyWrong,
                "the vault's master key is \(check.keyID), not \(master.id): name that one as a previous key"
            )
        }
        return false
    }

    private func dataKey(of sealed: SealedSecret, at place: SecretPlace) throws(VaultError) -> SecretBytes {
        let keys = [try self.current.get()] + self.previous
        guard let master = keys.first(where: { $0.id == sealed.keyID }) else {
            throw VaultError(
                .sealedByUnknownKey,
                "\(place.record) is sealed under the master key \(sealed.keyID), which is not given"
            )
        }
        let dataKey = try Self.crypto { () throws(CryptographyError) in
            try AES256GCM.open(
                sealed.wrappedKey, key: master.bytes, nonce: sealed.wrapNonce,
                additional: place.additional(for: .dataKey))
        }
        guard let dataKey else { throw Self.corrupt(place) }
        return dataKey
    }

    private static func wrap(
        _ dataKey: SecretBytes, under master: MasterKey, at place: SecretPlace, valueNonce: [UInt8],
        sealedValue: [UInt8]
    ) throws(CryptographyError) -> SealedSecret {
        let nonce = try randomBytes(AES256GCM.nonceByteCount)
        let wrapped = try AES256GCM.seal(
            dataKey, key: master.bytes, nonce: nonce, additional: place.additional(for: .dataKey))
        return SealedSecret(
            keyID: master.id, wrapNonce: nonce, wrappedKey: wrapped, valueNonce: valueNonce, sealedValue: sealedValue)
    }

    private static func corrupt(_ place: SecretPlace) -> VaultError {
        VaultError(.corrupt, "\(place.record) was changed since it was sealed, or belongs elsewhere: set it anew")
    }

    private static func crypto<Value>(
        _ body: () throws(CryptographyError) -> Value
    ) throws(VaultError) -> Value {
        do throws(CryptographyError) {
            return try body()
        } catch {
            throw VaultError(.internal, "\(error)")
        }
    }
}
