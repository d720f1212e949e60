import APIModel
package import Access
import Hummingbird
import Store
import Web

/// A route with its permission: the one table that tests walk.
package struct RouteRule: Sendable, Equatable {
    package var method: String
    package var path: String
    package var permission: Permission
}

/// Finds out who calls and whether they may.
struct Authentication: Sendable {
    let tokens: TokenDirectory
    let clock: WallClock

    func actor(of request: Request, for permission: Permission) throws -> RequestActor {
        let actor: RequestActor
        do {
            actor = try self.tokens.actor(
                authorization: request.headers[.authorization], now: self.clock.now())
        } catch {
            throw ProblemResponse(ProblemCode(rawValue: error.rawValue) ?? .tokenUnknown)
        }
        guard actor.may(permission) else {
            let roles = permission.roles.map(\.rawValue).sorted().joined(separator: ", ")
            throw ProblemResponse(.roleRequired, detail: "one of: \(roles)")
        }
        return actor
    }
}
