import APIModel
import Foundation
import Testing

/// How the codes about actions and jobs are reached.
enum ActionCodes {
    static let cases: [CodeCase] = [
        ActionCodes.deciding(.actionMoveIllegal) { scene in
            let id = try scene.scheduled()
            try scene.decide("bob", "actions/\(id)/cancel")
            return try scene.decide("bob", "actions/\(id)/cancel")
        },
        ActionCodes.deciding(.actionUnsupported) { scene in
            try scene.decide("bob", "actions/\(scene.propose("register"))/approve")
        },
        ActionCodes.deciding(.actionEmpty) { scene in
            let id = try scene.propose("revoke")
            // As after the grant's end, which nothing but a worker or a listing brings about.
            try scene.execute("UPDATE grants SET liveness = 0")
            return try scene.decide("bob", "actions/\(id)/approve")
        },
        ActionCodes.deciding(.actionChanged) { scene in
            try scene.execute("UPDATE findings SET severity = 'critical'")
            let id = try scene.propose("revoke")
            #expect(try scene.decide("bob", "actions/\(id)/approve").status == 200)
            try scene.see("client-1", by: "zoe@example.com", scene.daemon.enrol(name: "other"))
            return try scene.decide("cleo", "actions/\(id)/approve")
        },
        ActionCodes.deciding(.samePerson) { scene in
            try scene.decide("bob", "actions/\(scene.propose("revoke", by: "bob"))/approve")
        },
        ActionCodes.deciding(.localAdminIsNoSecond) { scene in
            let id = try scene.propose("block")
            #expect(try scene.decide("bob", "actions/\(id)/approve").status == 200)
            return try scene.decide(nil, "actions/\(id)/approve")
        },
        ActionCodes.deciding(.expectedCountDiffers) { scene in
            try scene.decide("bob", "actions/\(scene.propose("revoke"))/approve", ["expected": 99])
        },
        ActionCodes.deciding(.jobMoveIllegal) { scene in
            _ = try scene.scheduled()
            return try scene.decide("bob", "jobs/job_1/retry")
        },
    ]

    private static func deciding(
        _ code: ProblemCode, _ decide: @escaping @Sendable (ActionScene) throws -> HTTPAnswer
    ) -> CodeCase {
        CodeCase(code: code, arguments: ActionScene.idle) { scene in
            let actions = try ActionScene(scene.daemon)
            try actions.see("client-1", by: "ana@example.com", scene.token)
            return try decide(actions)
        }
    }
}
