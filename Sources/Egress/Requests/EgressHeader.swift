/// One field of a header (RFC 9110 §5).
package struct EgressHeader: Sendable, Equatable {
    package var name: String
    /// Of a request it may be a secret; it is never put into an error.
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Names, in lower case, that no request may set: the transfer does, or they would undo a rule of it.
    package static let reserved: Set<String> = [
        "accept-encoding", "connection", "content-length", "cookie", "expect", "host", "keep-alive",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Whether it can be sent as it stands: a token as name, no control character in the value but tabs.
    var isSendable: Bool {
        let isToken = !self.name.isEmpty && self.name.utf8.allSatisfy { Self.isTokenByte($0) }
        let isText = self.value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
        return isToken && isText && !Self.reserved.contains(self.name.lowercased())
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
