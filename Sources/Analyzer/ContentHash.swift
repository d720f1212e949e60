import Grants

/// A 64-bit hash of an event's content, equal from run to run: tells a repeated event from another one under
/// the same id. FNV-1a over 8-byte words; a sensor that forges collisions deceives only itself.
struct ContentHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    static func of(_ event: AuthorizationEvent) -> UInt64 {
        var hash = ContentHash()
        hash.add(event.kind.rawValue)
        hash.add(event.outcome.rawValue)
        hash.add(event.confidence.rawValue)
        hash.add(UInt64(event.evidence.bits))
        hash.add(UInt64(bitPattern: event.startedAt.milliseconds))
        hash.add(UInt64(bitPattern: event.endedAt.milliseconds))
        hash.add(event.isInteractive ? 1 : 0)
        hash.add(event.surface.rawValue)
        hash.add(event.provider.origin)
        hash.add(event.provider.path)
        hash.add(event.client.clientID)
        hash.add(event.client.redirectURI)
        hash.add(event.client.redirectClass.rawValue)
        hash.add(event.client.initiatorOrigin ?? "\u{0}")
        hash.add(event.request.responseType ?? "\u{0}")
        hash.add(event.request.accessType ?? "\u{0}")
        hash.add(event.request.pkce.rawValue)
        hash.add(event.scopes)
        hash.add(event.resources)
        hash.add(event.result.error ?? "\u{0}")
        hash.add(event.result.grantedScopes)
        hash.add(UInt64(event.providerPosts))
        hash.add(UInt64(event.count))
        return hash.state
    }

    private mutating func add(_ texts: [String]?) {
        self.add(UInt64(texts.map { $0.count + 1 } ?? 0))
        for text in texts ?? [] { self.add(text) }
    }

    private mutating func add(_ word: UInt64) {
        self.state = (self.state ^ word) &* 0x0000_0100_0000_01B3
        self.state ^= self.state >> 29
    }

    private mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            self.add(UInt64(bytes.count))
            let raw = UnsafeRawBufferPointer(bytes)
            var index = 0
            while index + 8 <= raw.count {
                self.add(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            var rest: UInt64 = 0
            while index < raw.count {
                rest = rest << 8 | UInt64(raw[index])
                index += 1
            }
            self.add(rest)
        }
    }
}
