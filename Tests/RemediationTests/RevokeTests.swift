import Cryptography
import Foundation
import Governance
import Grants
import ProviderFaking
import SQL
import Store
import StoreTesting
import Testing

@Suite("A revoke, from approval to proof", .eachEngine)
struct RevokeTests {
    @Test("calls the provider, reads back until the grant is absent, and leaves a receipt whose hash is in the log")
    func proved() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            try await office.working {
                let action = try #require(try await office.approveAll().first)
                try await office.until { try await office.action(action)?.state == .verified }
            }

            #expect(office.standing == 0)
            let job = try #require(try await office.jobs().first)
            #expect(job.state == .completed)
            #expect(job.outcome == .revoked)
            let receipt = try #require(try await office.world.store.receipt(ofJob: job.number))
            #expect(SHA256.hash(receipt.bytes) == receipt.hash)
            let finish = try #require(try await office.world.log().last { $0.type == "job.finish" })
            #expect(String(decoding: finish.bytes, as: UTF8.self).contains(receipt.hash.hexadecimal))
            #expect(!String(decoding: receipt.bytes, as: UTF8.self).contains("@"))
            let finding = try #require(try await office.world.findings().first)
            #expect(finding.status == .resolved)
            #expect(!finding.isRegressed)
        }
    }

    @Test(
        "survives what providers do",
        arguments: [
            [FaultOrder(.throttle, method: "DELETE", times: 2)],
            [FaultOrder(.tooManyRequests, method: "DELETE", retryAfter: "0")],
            [FaultOrder(.serverError, method: "DELETE", times: 3)],
            [FaultOrder(.serverErrorAfter, method: "DELETE")],
            [FaultOrder(.reset, method: "DELETE", times: 2)],
            [FaultOrder(.resetAfter, method: "DELETE")],
            [FaultOrder(.wrongJSON, method: "GET", path: "tokens", times: 2)],
            [FaultOrder(.expiredToken, method: "DELETE")],
            [FaultOrder(.ignoredDelete, method: "DELETE"), FaultOrder(.resetAfter, method: "DELETE")],
        ])
    func faults(orders: [FaultOrder]) async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            office.fake.desk.order(orders)
            try await office.working {
                let action = try #require(try await office.approveAll().first)
                try await office.until { try await office.action(action)?.state.isUnderWay == false }
                let state = try await office.action(action)?.state
                // A deletion that is only confirmed is never called proved.
                #expect((state == .verified) == (office.standing == 0))
                #expect(state == .verified || state == .failed)
            }
        }
    }

    @Test("waits for a listing that lags, and does not call before it shows nothing")
    func lag() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            office.fake.desk.inWorld { $0.lag = .init(calls: 4) }
            try await office.working {
                let action = try #require(try await office.approveAll().first)
                try await office.until { try await office.action(action)?.state == .verified }
            }
            let job = try #require(try await office.jobs().first)
            let attempts = try #require(try await office.world.store.job(job.number)).attempts

            #expect(attempts.count { $0.step == "read_back" } >= 2)
            #expect(attempts.last?.outcome == "revoked")
        }
    }

    @Test("a missing permission holds the action up, is not tried in a loop, and goes on after it was mended")
    func forbidden() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            office.fake.desk.order(FaultOrder(.forbidden, method: "DELETE"))
            try await office.working {
                let action = try #require(try await office.approveAll().first)
                try await office.until { try await office.action(action)?.state == .forbidden }
                #expect(office.fake.desk.calls.count { $0.method == "DELETE" } == 1)

                try await office.resume(action)
                try await office.until { try await office.action(action)?.state == .verified }
            }
            #expect(office.standing == 0)
            #expect(try await office.jobs().map(\.outcome) == [.forbidden, .revoked])
        }
    }

    @Test("a wrong vault key parks the jobs with a reason, and they go on when the key is right")
    func wrongKey() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            try office.world.raw { try $0.execute("UPDATE connector_secrets SET key_id = 'other'") }
            try await office.working {
                let action = try #require(try await office.approveAll().first)
                try await office.until {
                    try await office.world.store.connectors().first?.pausedBecause?.contains("vault_key_wrong") == true
                }
                #expect(office.standing == 1)
                try await office.until {
                    try await office.jobs().first?.connectorPause?.contains("vault_key_wrong") == true
                }

                try office.world.raw { try $0.execute("UPDATE connector_secrets SET key_id = 'test'") }
                try await office.until { try await office.action(action)?.state == .verified }
            }
            #expect(office.standing == 0)
        }
    }

    @Test("a provider that no connector serves makes a task for a person")
    func manual() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.seeGrants()
            try await office.world.store.disableConnector(
                office.connector, by: Author(system: "test"), now: WallClock.system.now())
            try await office.working {
                let action = try #require(try await office.approveAll().first)
                try await office.until { try await office.action(action)?.state == .needsUser }
            }
            #expect(try await office.jobs().map(\.outcome) == [.manualPending])
            #expect(office.standing == 1)
        }
    }
}
