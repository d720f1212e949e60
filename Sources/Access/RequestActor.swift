/// Who makes a request, after authentication.
package struct RequestActor: Sendable, Equatable {
    package var personNumber: Int64
    package var tokenNumber: Int64
    package var name: String
    package var roles: Set<Role>

    /// Who holds the token of the first start: anybody with access to the machine.
    package static let localAdmin = "local-admin"

    package var isLocalAdmin: Bool { self.name == Self.localAdmin }

    package func may(_ permission: Permission) -> Bool {
        !self.roles.isDisjoint(with: permission.roles)
    }
}
