import Foundation
import Testing

@testable import Egress

@Suite("Trust")
struct TrustTests {
    private let peer: Peer

    init() throws {
        self.peer = try .shared()
    }

    @Test("trusts no authority that it does not know")
    func unknownAuthority() async throws {
        let error = try #require(await self.peer.client(EgressSettings()).failure(self.peer.secure("/echo")))

        #expect(error.code == "egress_tls_failed")
        #expect(!error.sent && !error.isTransient)
    }

    @Test("refuses a certificate of another name, one that has expired, and TLS before 1.2")
    func refusals() async throws {
        for port in [self.peer.ports.other, self.peer.ports.expired, self.peer.ports.old] {
            let error = await self.peer.client().failure("https://localhost:\(port)/echo")

            #expect(error?.code == "egress_tls_failed", "\(error as Any)")
            #expect(error?.sent == false)
        }
    }

    @Test("a plain peer is none of TLS")
    func plainPeer() async throws {
        let error = await self.peer.client().failure("https://localhost:\(self.peer.ports.http)/echo")

        #expect(error?.code == "egress_tls_failed")
    }

    @Test("additional authorities stand beside the system's")
    func beside() throws {
        let extra = try Array(Data(contentsOf: URL(fileURLWithPath: self.peer.ports.ca)))

        let both = try Authorities.system(extra: self.peer.ports.ca)
        let alone = try Authorities.system(extra: nil)

        #expect(both.folder == alone.folder)
        #expect(both.certificates == (alone.certificates ?? []) + extra)
        #expect(alone.folder != nil || alone.certificates?.isEmpty == false)
    }

    @Test("finds an authority in a folder of hashed names, and knows a folder without")
    func folder() async throws {
        let hashed = Authorities(folder: self.peer.ports.hashed)
        let client = EgressClient(settings: EgressSettings(), permission: .loopback, names: [], authorities: hashed)

        let response = try await client.send(EgressRequest(url: self.peer.secure("/echo")))

        #expect(response.status == 200)
        #expect(Authorities.isHashed(self.peer.ports.hashed))
        #expect(!Authorities.isHashed(self.peer.ports.hashed + "/.."))
        #expect(!Authorities.isHashed("/no/such/folder"))
    }

    @Test(
        "says which file of authorities can not be used, at each request",
        arguments: ["/no/such/file", "/dev/null", "/"])
    func unreadable(path: String) async {
        let client = self.peer.client(EgressSettings(extraCABundle: path))

        let error = await client.failure(self.peer.secure("/echo"))

        #expect(error?.code == "egress_authorities_unreadable")
        #expect(error?.detail.contains(path) == true)
    }
}
