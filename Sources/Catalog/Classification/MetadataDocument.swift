/// A client id that is the address of the client's own metadata document
/// (draft-ietf-oauth-client-id-metadata-document): whoever answers there says who the client is.
///
/// Only `https`, with a host name and a path, without user information, fragment, port or dot segments. Ids that
/// merely look like it are none: IndieAuth's bare sites, wallets' `redirect_uri:https://…`, `did:web:…`, atproto's
/// `http://localhost`, and ids with a letter outside ASCII.
struct MetadataDocument {
    let host: String
    let path: String

    init?(_ clientID: String) {
        guard clientID.hasPrefix("https://"), clientID.utf8.count <= Self.maximumBytes,
            clientID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) })
        else { return nil }
        let address = RedirectAddress(clientID)
        guard address.host.contains("."), !address.isLoopback, address.port ?? 443 == 443,
            !address.host.utf8.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ".") })
        else { return nil }
        let segments = address.path.utf8.split(separator: UInt8(ascii: "/"))
        guard !segments.isEmpty,
            !segments.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) })
        else { return nil }
        self.host = address.host
        self.path = address.path
    }

    private static let forbidden = Array("@#\\[]".utf8)
    private static let maximumBytes = 2_048
}
