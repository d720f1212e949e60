/// A place in the listing: the vendor's cursor.
struct DropboxPlace: Codable {
    var cursor: String
}

/// An app that a member has linked.
struct DropboxApp: Decodable, Sendable {
    var appId: String
    var appName: String?
    /// RFC 3339.
    var linked: String?
}

struct DropboxMemberApps: Decodable, Sendable {
    private var linkedApiApps: [DropboxApp]?
    var teamMemberId: String?

    var apps: [DropboxApp] { Array((self.linkedApiApps ?? []).prefix(1_000)) }
}

struct DropboxTeamApps: Decodable, Sendable {
    var apps: [DropboxMemberApps]
    var hasMore: Bool
    var cursor: String?
}

/// What `team/members/get_info_v2` says of the members asked for.
struct DropboxMembers: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        private enum CodingKeys: String, CodingKey {
            case tag = ".tag"
            case profile
        }

        /// `member_info`, or `id_not_found`.
        var tag: String
        var profile: Profile?
    }

    struct Profile: Decodable, Sendable {
        var teamMemberId: String
        var email: String
    }

    private var membersInfo: [Entry]

    var profiles: [Profile] { self.membersInfo.filter { $0.tag == "member_info" }.compactMap(\.profile) }
}
