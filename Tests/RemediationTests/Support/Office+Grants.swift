import Governance
import Grants
import ProviderFaking
import Store
import StoreTesting

extension Office {
    /// Lets browsers report what the fake's first people have granted, in order of their addresses.
    ///
    /// - Parameter people: how many of them.
    func seeGrants(ofPeople people: Int = 1) async throws {
        let grants = self.fake.desk.inWorld { world in
            world.users.filter { !$0.isAdmin }.prefix(people).flatMap { user in
                world.grants(of: user.id).map { (user.mail, $0.app, $0.scopes) }
            }
        }
        for (index, grant) in grants.enumerated() {
            try await self.world.admit(
                Sighting(UInt64(index + 1)).with {
                    $0.person = grant.0
                    $0.clientID = grant.1
                    // A client that nobody knows: its revoke is proposed however many people use it.
                    $0.redirectURI = "https://unknown.example.net/callback"
                    $0.scopes = grant.2
                }.report())
        }
        try await self.world.analyse()
    }

    /// Whether the fake really holds the person's grant to the client.
    func stands(_ mail: String, _ client: String) -> Bool {
        self.fake.desk.inWorld { world in
            world.user(mail).map { world.grants(of: $0.id).contains { $0.app == client } } ?? false
        }
    }

    /// Grants that the fake really holds.
    var standing: Int { self.fake.desk.inWorld { $0.grants.count } }

    /// Approves every action that is proposed to revoke.
    ///
    /// - Returns: their numbers.
    @discardableResult
    func approveAll() async throws -> [Int64] {
        let proposed = try await self.world.actions().filter { $0.state == .proposed && $0.kind == .revoke }
        for action in proposed { try await self.approve(action.number) }
        return proposed.map(\.number)
    }
}
