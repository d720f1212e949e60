/// An answer to a query.
struct SalesforceRecords<Record: Decodable & Sendable>: Decodable, Sendable {
    var totalSize: Int
    var records: [Record]
    /// A path, when there are more.
    var nextRecordsUrl: String?
}

/// A row of `OauthToken`. `AccessToken` and `RequestToken` hold tokens that work: they are neither asked for nor read.
struct SalesforceToken: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case appName = "AppName"
        case lastUsedDate = "LastUsedDate"
        case createdDate = "CreatedDate"
        case deleteToken = "DeleteToken"
    }

    var appName: String
    var lastUsedDate: String?
    var createdDate: String?
    /// Good for revoking alone; kept in memory and never shown.
    var deleteToken: String
}

struct SalesforceUser: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case email = "Email"
    }

    var id: String
    var email: String?
}
