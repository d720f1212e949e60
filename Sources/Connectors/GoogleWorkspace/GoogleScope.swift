/// The permissions that the connector asks for, as the Admin console's domain-wide delegation lists them.
enum GoogleScope: String, CaseIterable {
    /// Read and delete users' tokens.
    case userSecurity = "https://www.googleapis.com/auth/admin.directory.user.security"
    /// List users.
    case userRead = "https://www.googleapis.com/auth/admin.directory.user.readonly"

    static let documentation = "https://developers.google.com/workspace/admin/directory/v1/guides/manage-tokens"
    /// How a service account is let act as an administrator.
    static let delegationPage = "https://support.google.com/a/answer/162106"
}
