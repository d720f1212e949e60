/// Application permissions of Microsoft Graph that the connector needs.
///
/// Source: the permissions listing of microsoftgraph/microsoft-graph-devx-content, August 2026.
enum EntraPermission: String, CaseIterable {
    /// Grants, people and apps, read.
    case directoryRead = "Directory.Read.All"
    case applicationRead = "Application.Read.All"
    case userRead = "User.Read.All"
    /// Delegated grants, delete.
    case grantWrite = "DelegatedPermissionGrant.ReadWrite.All"
    /// App roles, delete.
    case roleWrite = "AppRoleAssignment.ReadWrite.All"
    /// Service principals, disable.
    case applicationWrite = "Application.ReadWrite.All"

    static let documentation = "https://learn.microsoft.com/graph/permissions-reference"
}
