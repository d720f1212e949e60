/// A sensor asks for a credential of its own.
package struct EnrolmentRequest: Codable, Sendable, Equatable {
    /// A UUID.
    package var installID: String

    package init(installID: String) {
        self.installID = installID
    }

    private enum CodingKeys: String, CodingKey {
        case installID = "install_id"
    }
}

/// The credential that a sensor got; its secret is shown this once.
package struct EnrolmentBody: Codable, Sendable, Equatable {
    package var credentialID: String
    /// To be sent as bearer token.
    package var credential: String
    package var installID: String
    /// `null` for no end.
    package var expiresAt: String?

    package init(credentialID: String, credential: String, installID: String, expiresAt: String?) {
        self.credentialID = credentialID
        self.credential = credential
        self.installID = installID
        self.expiresAt = expiresAt
    }

    private enum CodingKeys: String, CodingKey {
        case credential
        case credentialID = "credential_id"
        case installID = "install_id"
        case expiresAt = "expires_at"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.credentialID, forKey: .credentialID)
        try container.encode(self.credential, forKey: .credential)
        try container.encode(self.installID, forKey: .installID)
        try container.encode(self.expiresAt, forKey: .expiresAt)
    }
}
