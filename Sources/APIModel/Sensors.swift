/// One install of the plugin.
package struct SensorBody: Codable, Sendable, Equatable {
    package var installID: String
    /// `enrolled`, `reporting`, `silent` or `retired`.
    package var state: String
    /// Absent when it has sent nothing.
    package var firstReportAt: String?
    package var lastReportAt: String?
    /// Absent when it reports by the enrolment token alone.
    package var enrolledAt: String?
    package var pluginVersion: String?
    /// Name and version.
    package var browser: String?
    package var os: String?
    /// Events that it lost to the limit of its queue.
    package var dropped: Int
    /// Its valid credentials.
    package var credentials: Int

    package init(
        installID: String, state: String, firstReportAt: String?, lastReportAt: String?, enrolledAt: String?,
        pluginVersion: String?, browser: String?, os: String?, dropped: Int, credentials: Int
    ) {
        self.installID = installID
        self.state = state
        self.firstReportAt = firstReportAt
        self.lastReportAt = lastReportAt
        self.enrolledAt = enrolledAt
        self.pluginVersion = pluginVersion
        self.browser = browser
        self.os = os
        self.dropped = dropped
        self.credentials = credentials
    }

    private enum CodingKeys: String, CodingKey {
        case state, browser, os, dropped, credentials
        case installID = "install_id"
        case firstReportAt = "first_report_at"
        case lastReportAt = "last_report_at"
        case enrolledAt = "enrolled_at"
        case pluginVersion = "plugin_version"
    }
}

/// A sensor's credential without its secret.
package struct CredentialBody: Codable, Sendable, Equatable {
    package var id: String
    package var installID: String
    /// The enrolment token that it was given for.
    package var tokenID: String
    package var tokenName: String
    /// `valid`, `expired` or `revoked`.
    package var state: String
    package var createdAt: String
    package var expiresAt: String?
    package var revokedAt: String?

    package init(
        id: String, installID: String, tokenID: String, tokenName: String, state: String, createdAt: String,
        expiresAt: String?, revokedAt: String?
    ) {
        self.id = id
        self.installID = installID
        self.tokenID = tokenID
        self.tokenName = tokenName
        self.state = state
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, state
        case installID = "install_id"
        case tokenID = "token_id"
        case tokenName = "token_name"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case revokedAt = "revoked_at"
    }
}
