import APIModel
import Access
import Foundation
import Grants
import QueryAPI
import Testing

@Suite("Who may call what")
struct RouteAccessTests {
    @Test("Every route answers every role as the table says, and nobody without a token")
    func everyRouteEveryRole() throws {
        let daemon = try DaemonProcess()
        let admin = try daemon.adminToken()

        for role in Role.allCases {
            let body = Data(
                "{\"name\":\"\(role.rawValue)\",\"person\":\"\(role.rawValue)\",\"roles\":[\"\(role.rawValue)\"]}".utf8)
            let made = try daemon.call("POST", "/v1/tokens", token: admin, body: body)
            let token = try #require(made.object["secret"] as? String)
            for rule in QueryRoutes.rules {
                let path = rule.path.replacingOccurrences(of: "{id}", with: "none_0")
                let answer = try daemon.call(
                    rule.method, path, token: token, body: rule.method == "GET" ? nil : Data("{}".utf8))
                let isAllowed = rule.permission.roles.contains(role)
                #expect(
                    (answer.code == "role_required") == !isAllowed, "\(rule.method) \(rule.path) as \(role.rawValue)")
                #expect((answer.status == 403) == !isAllowed, "\(rule.method) \(rule.path) as \(role.rawValue)")
            }
        }
        for rule in QueryRoutes.rules {
            let path = rule.path.replacingOccurrences(of: "{id}", with: "none_0")
            let answer = try daemon.call(
                rule.method, path, token: nil, body: rule.method == "GET" ? nil : Data("{}".utf8))
            #expect(answer.status == 401, "\(rule.method) \(rule.path)")
        }
    }

    @Test("An enrolment token reads nothing, an API token posts nothing")
    func tokensKeepApart() throws {
        let daemon = try DaemonProcess()
        let enrolment = try daemon.enrol()
        let maker = ReportMaker()

        #expect(try daemon.call("GET", "/v1/findings", token: enrolment).code == "token_unknown")
        let posted = try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: daemon.adminToken())
        #expect(posted.code == "token_unknown")
    }

    @Test("The lists of codes and rejections in schemas are the lists in the code")
    func codes() throws {
        let file = DaemonProcess.repository.appendingPathComponent("schemas/codes.v1.json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let listed = try #require(object["codes"] as? [[String: Any]])

        #expect(listed.map { $0["code"] as? String } == ProblemCode.allCases.map(\.rawValue))
        #expect(listed.map { $0["status"] as? Int } == ProblemCode.allCases.map(\.status))
        let rejections = try #require(object["rejections"] as? [[String: Any]])
        #expect(rejections.map { $0["reason"] as? String } == Rejection.allCases.map(\.rawValue))
    }
}
