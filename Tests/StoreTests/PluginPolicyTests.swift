import Grants
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("The plugin's list", .eachEngine)
struct PluginPolicyTests {
    private static let entry = PluginPolicyEntry(
        providerID: "google", clientID: "client-1", state: .blocked, reason: "It keeps mail.",
        alternative: .init(name: "Ours", url: "https://ai.example.com"))

    private static func put(_ world: World, _ entry: PluginPolicyEntry) async throws -> (number: Int64, isNew: Bool) {
        try await world.store.putPluginPolicyEntry(entry, by: World.operator, now: World.start)
    }

    @Test("is empty, of issue 1, until somebody changes it")
    func empty() async throws {
        try await withWorld { world in
            let policy = try await world.store.pluginPolicy()

            #expect(policy == PluginPolicy(issue: 1, changedAt: nil, entries: [], message: ""))
        }
    }

    @Test("its issue grows with each change of the content, and with nothing else")
    func issues() async throws {
        try await withWorld { world in
            var issues: [Int64] = []
            func note() async throws { issues.append(try await world.store.pluginPolicyIssue()) }
            let first = try await Self.put(world, Self.entry)
            try await note()
            #expect(try await Self.put(world, Self.entry) == (first.number, false))
            try await note()
            var other = Self.entry
            other.reason = "It keeps mail for ever."
            let second = try await Self.put(world, other)
            try await note()
            #expect(second.isNew && second.number != first.number)
            #expect(
                try await world.store.setPluginPolicyMessage("Ask IT.", by: World.operator, now: World.start))
            try await note()
            #expect(
                try await !world.store.setPluginPolicyMessage("Ask IT.", by: World.operator, now: World.start))
            try await note()
            try await world.store.removePluginPolicyEntry(second.number, by: World.operator, now: World.start)
            try await note()

            #expect(issues == [2, 2, 4, 5, 5, 6])
            let policy = try await world.store.pluginPolicy()
            #expect(policy.entries.isEmpty && policy.message == "Ask IT." && policy.changedAt == World.start)
            let error = await #expect(throws: StoreError.self) {
                try await world.store.removePluginPolicyEntry(second.number, by: World.operator, now: World.start)
            }
            #expect(error?.code == .notFound)
            #expect(
                try await world.logTypes() == [
                    "plugin_policy.put", "plugin_policy.remove", "plugin_policy.put", "plugin_policy.message",
                    "plugin_policy.remove",
                ])
        }
    }

    @Test("has one entry for a client of a provider, with its author")
    func entries() async throws {
        try await withWorld { world in
            var elsewhere = Self.entry
            (elsewhere.providerID, elsewhere.state, elsewhere.alternative) = ("slack", .unreviewed, nil)
            var changed = Self.entry
            changed.state = .unreviewed
            for entry in [Self.entry, elsewhere, changed] { _ = try await Self.put(world, entry) }

            let entries = try await world.store.pluginPolicy().entries

            #expect(entries.map(\.entry) == [elsewhere, changed])
            #expect(entries.map(\.number) == [2, 3])
            #expect(entries.allSatisfy { $0.authorNumber == World.operator && $0.createdAt == World.start })
        }
    }

    @Test("holds so many entries and no more; a present one can still be changed")
    func full() async throws {
        try await withWorld { world in
            try world.raw { database in
                try database.executeMany(
                    """
                    INSERT INTO plugin_policy_entries (org_no, entry_no, provider_id, client_id, state, reason,
                        created_at, created_by) VALUES (?, ?, 'google', ?, 'blocked', 'r', 0, ?)
                    """,
                    (1...Store.pluginPolicyEntries).map {
                        [.integer(1), .integer(Int64($0)), .text("client-\($0)"), .integer(World.operator)]
                    })
            }
            var another = Self.entry
            another.clientID = "another"

            let error = await #expect(throws: StoreError.self) { _ = try await Self.put(world, another) }

            #expect(error?.code == .conflict)
            #expect(try await Self.put(world, Self.entry).isNew)
        }
    }
}
