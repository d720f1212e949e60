import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Microsoft Entra")
struct MicrosoftEntraTests {
    private static let graph = "11111111-0000-4000-8000-000000000001"

    /// Adds a grant for the whole tenant to the app of `target`.
    private static func addTenantWide(_ scene: ConnectorScene, _ target: GrantTarget) {
        scene.desk.inWorld { world in
            world.add(
                FakeGrant(
                    id: "everybody", user: nil, app: target.vendorKey ?? "", scopes: ["User.Read"],
                    marks: ["resource": Self.graph]))
        }
    }

    private static func addRole(_ scene: ConnectorScene, _ target: GrantTarget) {
        scene.desk.inWorld { world in
            world.add(
                FakeGrant(
                    id: "role", user: nil, app: target.vendorKey ?? "", scopes: [],
                    marks: ["resource": Self.graph, "role": "role-mail"]))
        }
    }

    @Test("a client without a mapped key is found by its application id, exactly")
    func mapping() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            var target = try scene.target
            target.vendorKey = nil

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .revokedUnverified)
            for id in ["", "33333333", "' or appId ne '", target.clientID + "0"] {
                target.clientID = id
                #expect(await scene.connector.revoke(target, attempt: 1).outcome == .needsMapping)
            }
        }
    }

    @Test("an application id that two service principals have needs a mapping")
    func twoPrincipals() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            var target = try scene.target
            target.vendorKey = nil
            scene.desk.inWorld { world in
                world.apps.append(FakeApp(id: "second", clientID: target.clientID, name: "second"))
            }

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .needsMapping)
            #expect(scene.stands(target))
        }
    }

    @Test("all of a person's grants to a client go, one for each resource")
    func resources() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            let target = try scene.target
            scene.desk.inWorld { world in
                let user = world.user(target.subject)?.id
                world.add(
                    FakeGrant(
                        id: "-sharepoint", user: user, app: target.vendorKey ?? "", scopes: ["Sites.Read.All"],
                        marks: ["resource": "sharepoint"]))
            }
            scene.desk.order(FaultOrder(.serverError, method: "DELETE", path: "/oauth2PermissionGrants/", skip: 1))

            let half = await scene.connector.revoke(target, attempt: 1)

            #expect(half.outcome == .transient)
            guard case .present = await scene.connector.verify(target).presence else {
                Issue.record("one grant still stands")
                return
            }
            #expect(await scene.connector.revoke(target, attempt: 2).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(target).presence == .absent)
        }
    }

    @Test("while a grant for everybody covers the person, nothing is called revoked or absent")
    func tenantWide() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            let target = try scene.target
            Self.addTenantWide(scene, target)

            for attempt in 1...2 {
                let answer = await scene.connector.revoke(target, attempt: attempt)
                #expect(answer.outcome == .unsupported)
                #expect(answer.detail.contains("whole tenant"))
            }
            guard case .present(let detail) = await scene.connector.verify(target).presence else {
                Issue.record("it is covered")
                return
            }
            #expect(detail.contains("whole tenant"))
            #expect(scene.desk.inWorld { $0.grant("everybody") } != nil)
        }
    }

    @Test("a target without a person ends what stands for everybody, and nobody's own")
    func everybody() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            let own = try scene.target
            Self.addTenantWide(scene, own)
            Self.addRole(scene, own)
            let target = GrantTarget(subject: "", clientID: own.clientID)

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(target).presence == .absent)
            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .alreadyAbsent)
            #expect(scene.stands(own))
        }
    }

    @Test("the listing shows grants for everybody and app roles apart")
    func listing() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            let own = try scene.target
            Self.addTenantWide(scene, own)
            Self.addRole(scene, own)

            let wide = try await scene.listing().filter(\.isTenantWide)

            #expect(wide.map(\.scopes) == [["User.Read"], ["Mail.ReadWrite"]])
            #expect(wide.allSatisfy { $0.subject.isEmpty && $0.clientID == own.clientID })
        }
    }

    @Test("a link to the next page on another host is not followed")
    func foreignNext() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            scene.desk.inWorld { $0.pageSize = 3 }
            scene.desk.order(FaultOrder(.foreignNext, path: "/oauth2PermissionGrants"))

            let first = try await scene.connector.listGrants(after: nil).get()
            let next: String = try #require(first.next)
            let second = await scene.connector.listGrants(after: next)

            guard case .failure(let answer) = second else {
                Issue.record("it was followed")
                return
            }
            #expect(answer.outcome == .misconfigured)
        }
    }

    @Test("blocking disables the service principal and reads that back; the grant stays")
    func block() async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            let target = try scene.target

            #expect(await scene.connector.blockClient(target)?.outcome == .revoked)
            #expect(await scene.connector.blockClient(target)?.outcome == .alreadyAbsent)
            #expect(scene.desk.inWorld { $0.blockedApps.count } == 1)
            #expect(scene.stands(target))
        }
    }

    @Test("a certificate proves the app registration as a secret does")
    func certificate() async throws {
        try await withFake(.microsoftEntra) { server in
            let pair = ["certificate": DemoKey.certificatePEM, "private_key": DemoKey.privatePEM]
            let health = try await ConnectorScene.health(.microsoftEntra, server, secrets: pair)

            #expect(health == HealthReport(problems: [], seesOtherPeople: true))
        }
    }

    @Test("a wrong secret is misconfigured, in the vendor's words")
    func wrongSecret() async throws {
        try await withFake(.microsoftEntra) { server in
            let health = try await ConnectorScene.health(
                .microsoftEntra, server, secrets: ["client_secret": "wrong-secret-canary"])

            #expect(health.problems.allSatisfy { $0.code == .misconfigured && $0.detail.contains("AADSTS7000215") })
            #expect(!"\(health)".contains("canary"))
            #expect(!health.seesOtherPeople)
        }
    }

    @Test(
        "each missing permission is named",
        arguments: ["Directory.Read.All", "User.Read.All", "DelegatedPermissionGrant.ReadWrite.All"])
    func missing(permission: String) async throws {
        try await ConnectorScene.with(.microsoftEntra) { scene in
            let others: Set = ["Directory.Read.All", "User.Read.All", "DelegatedPermissionGrant.ReadWrite.All"]
            // One permission of Graph covers what others are for; here each stands alone.
            scene.desk.inWorld {
                $0.permissions =
                    permission == "DelegatedPermissionGrant.ReadWrite.All"
                    ? others.subtracting([permission]) : []
            }

            let report = await scene.connector.health()

            #expect(report.problems.contains { $0.code == .forbidden && $0.permission == permission })
        }
    }
}
