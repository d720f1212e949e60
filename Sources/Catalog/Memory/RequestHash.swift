import Grants

extension ObservedRequest {
    /// Equal for equal requests.
    var cacheHash: UInt64 {
        var hash = ByteHash()
        hash.add(self.clientID)
        hash.add(self.redirectURI)
        hash.add(self.endpointOrigin)
        hash.add(self.endpointPath)
        hash.add(self.initiatorOrigin)
        hash.add(self.assistantScope)
        hash.add(self.originator)
        for resource in self.resources { hash.add(resource) }
        hash.add(
            UInt64(self.resources.count) << 3 | (self.usesPKCE ? 1 : 0) | (self.isAdminConsent ? 2 : 0)
                | (self.isDevicePage ? 4 : 0))
        return hash.value
    }

    /// What the request's own texts take.
    var bytes: Int {
        self.clientID.utf8.count + self.redirectURI.utf8.count + self.endpointOrigin.utf8.count
            + self.endpointPath.utf8.count + self.initiatorOrigin.utf8.count
            + self.resources.reduce(0) { $0 + $1.utf8.count + MemoryLayout<String>.stride }
    }
}

/// A scope set as it was asked for, at one provider.
struct ScopeSetKey: Equatable {
    /// A provider's id, or empty.
    var provider: String
    var scopes: [String]?

    var cacheHash: UInt64 {
        var hash = ByteHash(seed: self.scopes == nil ? 1 : 2)
        hash.add(self.provider)
        for scope in self.scopes ?? [] { hash.add(scope) }
        return hash.value
    }

    var bytes: Int {
        (self.scopes ?? []).reduce(0) { $0 + $1.utf8.count + MemoryLayout<String>.stride }
    }
}

/// One scope at one provider.
struct ScopeKey: Equatable {
    /// A provider's id, or empty.
    var provider: String
    var scope: String

    var cacheHash: UInt64 {
        var hash = ByteHash(seed: 3)
        hash.add(self.provider)
        hash.add(self.scope)
        return hash.value
    }
}
