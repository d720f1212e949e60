/// Who makes a request, after authentication.
package struct RequestActor: Sendable, Equatable {
    package var personNumber: Int64
    package var tokenNumber: Int64
    package var name: String
    package var roles: Set<Role>

    package func may(_ permission: Permission) -> Bool {
        !self.roles.isDisjoint(with: permission.roles)
    }
}
