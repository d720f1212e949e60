import Foundation
import Testing

@Suite("Administration, end to end")
struct AdministrationTests {
    @Test("Revoking enrolment tokens by name ends each valid one of the name, and says which")
    func revokeByName() throws {
        let scene = CommandScene(try DaemonProcess())
        try scene.gnomon("enrolment", "create", "--name", "other")
        try scene.gnomon("enrolment", "create", "--name", "fleet one")
        try scene.gnomon("enrolment", "rotate", "fleet one")

        let answer = try scene.gnomon("enrolment", "revoke", "fleet one")

        #expect(answer.status == 0)
        #expect(answer.errors.contains("enr_2, enr_3"), "\(answer.errors)")
        let states = try scene.rows("/v1/enrolment-tokens").compactMap { $0["state"] as? String }
        #expect(states == ["valid", "revoked", "revoked"])
        #expect(try scene.gnomon("enrolment", "revoke", "fleet one").status == 5)
        #expect(try scene.gnomon("enrolment", "revoke", "enr_1").status == 0)
        #expect(try scene.ask("DELETE", "/v1/enrolment-tokens").code == "parameter_invalid")
    }
}
