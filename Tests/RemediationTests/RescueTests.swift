import Foundation
import Governance
import Grants
import ProviderFaking
import Store
import StoreTesting
import Testing

/// The campaign of revokes kills the real binary; here one worker is cancelled in the middle of a call.
@Suite("A worker's end", .eachEngine)
struct RescueTests {
    @Test("a worker that ends in the middle of a call leaves a job that the next one ends")
    func rescued() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            office.fake.desk.order(FaultOrder(.slow, method: "DELETE", milliseconds: 60_000))
            let actions = Shared<[Int64]>([])
            try await office.working {
                actions.value = try await office.approveAll()
                try await office.until { office.fake.desk.calls.contains { $0.method == "DELETE" } }
            }
            office.fake.desk.clearFaults()
            await office.world.store.close()
            let next = Office(world: try office.world.restarted(), fake: office.fake, connector: office.connector)
            try await next.working {
                for action in actions.value {
                    try await next.until { try await next.action(action)?.state == .verified }
                }
            }
            #expect(next.standing == 0)
            #expect(try await next.jobs().allSatisfy { $0.outcome?.isProved == true })
            await next.world.store.close()
        }
    }
}
