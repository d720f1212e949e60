import Access
import Foundation
import Store

/// On the first start: makes the person `local-admin` and leaves their token in the state directory.
struct FirstStart {
    let store: Store
    let stateDirectory: URL
    let clock: WallClock

    /// The token's file in a state directory.
    static let fileName = "admin-token"

    func run() async throws {
        guard try await self.store.apiTokens().isEmpty else { return }
        let token = try SecretToken(.api)
        _ = try await self.store.createAPIToken(
            person: "local-admin", isService: false, name: "first start", roles: Role.allCases.map(\.rawValue),
            hash: token.hash, expiresAt: nil, by: Author(system: "first_start"), now: self.clock.now())
        try PrivateFile.write(
            Data((token.secret + "\n").utf8), to: self.stateDirectory.appendingPathComponent(Self.fileName))
    }
}
