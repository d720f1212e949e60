package import Grants
import SQL

extension Store {
    /// - Parameter silentAfter: milliseconds without a report after which a sensor is silent.
    package func sensors(
        _ request: ListRequest, silentAfter: Int64, now: Timestamp
    ) async throws -> ListPage<SensorRecord> {
        let list = Self.sensorList(silentAfter: silentAfter, now: now)
        return try await self.read { try list.page(request, $0, Self.sensor) }
    }

    package func sensorCredentials(_ request: ListRequest, now: Timestamp) async throws -> ListPage<CredentialRecord> {
        let list = Self.credentialList(now: now)
        return try await self.read { try list.page(request, $0, Self.credential) }
    }

    /// States depend on the moment, which stands in the statement as a number of ours.
    static func sensorList(silentAfter: Int64, now: Timestamp) -> ListSpecification {
        let own = "FROM sensor_credentials c WHERE c.org_no = i.org_no AND c.install_no = i.install_no"
        let valid = "\(own) AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > \(now.milliseconds))"
        let state = """
            CASE WHEN EXISTS (SELECT 1 \(own)) AND NOT EXISTS (SELECT 1 \(valid)) THEN 'retired'
                WHEN i.last_report_at < \(now.milliseconds - silentAfter) THEN 'silent'
                WHEN i.heard = 0 THEN 'enrolled' ELSE 'reporting' END
            """
        return ListSpecification(
            select: """
                i.install_high, i.install_low, \(state) AS state, i.heard, i.first_report_at, i.last_report_at,
                i.plugin_version, i.browser, i.os, i.dropped,
                (SELECT min(c.created_at) \(own)) AS enrolled_at, (SELECT count(*) \(valid)) AS credentials
                """,
            from: "installs i", always: "i.org_no = ?", identity: "i.install_no",
            filters: [
                "install_id": .uuid(high: "i.install_high", low: "i.install_low"),
                "state": .closed("(\(state))", SensorState.self), "plugin_version": .text("i.plugin_version"),
                "os": .text("i.os"), "browser": .contains("coalesce(i.browser, '')"),
                "reported_since": .since("i.last_report_at"), "reported_until": .until("i.last_report_at"),
            ],
            sorts: [
                "last_report": ("i.last_report_at", .number), "first_report": ("i.first_report_at", .number),
                "dropped": ("i.dropped", .number),
            ],
            defaultSort: "-last_report")
    }

    static func credentialList(now: Timestamp) -> ListSpecification {
        let state = """
            CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked'
                WHEN c.expires_at <= \(now.milliseconds) THEN 'expired' ELSE 'valid' END
            """
        return ListSpecification(
            select: """
                c.credential_no, c.token_no, c.install_no, i.install_high, i.install_low, c.hash, c.created_at,
                c.expires_at, c.revoked_at, t.name, \(state) AS state
                """,
            from: """
                sensor_credentials c
                JOIN installs i ON i.org_no = c.org_no AND i.install_no = c.install_no
                JOIN enrolment_tokens t ON t.org_no = c.org_no AND t.token_no = c.token_no
                """,
            always: "c.org_no = ?", identity: "c.credential_no",
            filters: [
                "id": .number("c.credential_no", prefix: "crd_"),
                "install_id": .uuid(high: "i.install_high", low: "i.install_low"),
                "token": .number("c.token_no", prefix: "enr_"),
                "state": .closed("(\(state))", CredentialState.self), "created_since": .since("c.created_at"),
                "created_until": .until("c.created_at"),
            ],
            sorts: ["created_at": ("c.created_at", .number)], defaultSort: "-created_at")
    }

    // MARK: - Rows

    private static func id(_ row: SQLRow) -> UUIDBits {
        UUIDBits(
            high: UInt64(bitPattern: row["install_high"] as Int64), low: UInt64(bitPattern: row["install_low"] as Int64)
        )
    }

    private static func time(_ row: SQLRow, _ column: String) -> Timestamp? {
        (row[column] as Int64?).map(Timestamp.init(milliseconds:))
    }

    private static func sensor(_ row: SQLRow) -> SensorRecord {
        let isHeard: Bool = row["heard"]
        return SensorRecord(
            installID: Self.id(row), state: SensorState(rawValue: row["state"]) ?? .silent,
            firstReportAt: isHeard ? Self.time(row, "first_report_at") : nil,
            lastReportAt: isHeard ? Self.time(row, "last_report_at") : nil,
            enrolledAt: Self.time(row, "enrolled_at"), pluginVersion: row["plugin_version"],
            browser: row["browser"], os: row["os"], dropped: row["dropped"], credentials: row["credentials"])
    }

    private static func credential(_ row: SQLRow) -> CredentialRecord {
        CredentialRecord(
            credential: SensorCredential(
                number: row["credential_no"], tokenNumber: row["token_no"], installNumber: row["install_no"],
                installID: Self.id(row), hash: row["hash"],
                createdAt: Timestamp(milliseconds: row["created_at"]), expiresAt: Self.time(row, "expires_at"),
                revokedAt: Self.time(row, "revoked_at")),
            tokenName: row["name"], state: CredentialState(rawValue: row["state"]) ?? .revoked)
    }
}
