import Access
import Foundation
import Logging
import Store

/// Keeps the door to the administration open: when no valid token with the role `admin` is left, as on the first
/// start, makes one for the person `local-admin` and leaves it in the state directory.
struct FirstStart {
    let store: Store
    let stateDirectory: URL
    let clock: WallClock
    let logger: Logger

    /// The token's file in a state directory.
    static let fileName = "admin-token"

    func run() async throws {
        let now = self.clock.now()
        let tokens = try await self.store.apiTokens()
        guard !tokens.contains(where: { $0.isValid(at: now) && $0.roles.contains(Role.admin.rawValue) }) else { return }
        let token = try SecretToken(.api)
        // First the file: a token that is valid and that nobody has would keep the next start from making one.
        try PrivateFile.write(
            Data((token.secret + "\n").utf8), to: self.stateDirectory.appendingPathComponent(Self.fileName))
        _ = try await self.store.createAPIToken(
            person: RequestActor.localAdmin, isService: false, name: tokens.isEmpty ? "first start" : "restored",
            roles: Role.allCases.map(\.rawValue), hash: token.hash, expiresAt: nil,
            by: Author(system: "first_start"), now: now)
        guard !tokens.isEmpty else { return }
        self.logger.warning("No valid admin token was left; a new one lies in the state directory.")
    }
}
