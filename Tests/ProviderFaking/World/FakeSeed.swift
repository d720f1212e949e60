import Foundation

/// How many people, apps and grants a fake begins with.
package struct FakeSeed: Sendable, Codable {
    package var users: Int
    package var apps: Int
    /// For each person; at most as many as there are apps.
    package var grantsPerUser: Int

    private enum CodingKeys: String, CodingKey {
        case users, apps
        case grantsPerUser = "grants_per_user"
    }

    package init(users: Int, apps: Int, grantsPerUser: Int) {
        self.users = users
        self.apps = apps
        self.grantsPerUser = grantsPerUser
    }

    /// A small firm: for the demonstration and most tests.
    package static let demo = FakeSeed(users: 9, apps: 4, grantsPerUser: 2)

    /// The administrator, `admin@example.com`, and people with telling names first, then numbered ones. Person `i`
    /// has granted to apps `i`, `i + 1` … around.
    package func world(of provider: any FakeProvider) -> FakeWorld {
        var world = FakeWorld()
        world.permissions = provider.permissions
        let people = (0..<self.users).map { index in
            let name = index < Self.names.count ? Self.names[index] : "person\(index)"
            return FakeUser(id: "1000\(100_000 + index)", mail: "\(name)@example.com")
        }
        world.setUsers([FakeUser(id: "1000000001", mail: "admin@example.com", isAdmin: true)] + people)
        world.apps = (0..<self.apps).map { provider.app($0 + 1) }
        guard !world.apps.isEmpty else { return world }
        for (index, user) in people.enumerated() {
            for offset in 0..<min(self.grantsPerUser, self.apps) {
                let app = world.apps[(index + offset) % self.apps]
                let id = String(format: "%07d%02d", index + 1, offset + 1)
                world.add(provider.grant(id: id, user: user, app: app))
            }
        }
        return world
    }

    private static let names = ["ada", "bela", "chen", "dora", "emil", "fatima", "goran", "hana", "ivo"]
}
