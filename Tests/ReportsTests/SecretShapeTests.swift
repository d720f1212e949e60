import Grants
import Reports
import Testing

@Suite("Shapes of secrets")
struct SecretShapeTests {
    @Test(
        "recognises credentials wherever they stand",
        arguments: [
            "ya29.a0AfH6SMBx", "ghp_16C7e42F292c6912E7710c", "gho_16C7e42F292c6912E7710c",
            "github_pat_11ABCDEFG0123456789", "glpat-abcdefghijkl", "xoxb-123456", "xapp-1-A0123",
            "sk-abcdefghij0123456789abcd", "AKIAIOSFODNN7EXAMPLE", "GOCSPX-abcdefghijkl",
            "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "-----BEGIN PRIVATE KEY-----", "Bearer abcdefgh", "https://u:p@a.example",
            "https://p@a.example/x", "code=4711",
            "?CODE=4711",
            "a;access_token=x", "id_token=x", "client_secret=x", "SAMLResponse=x", "state=x",
            "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0",
            "https://a.example/ya29.a0AfH6SMBx", "prefix ghp_16C7e42F292c6912E7710c suffix",
        ])
    func secret(text: String) {
        #expect(SecretShape.occurs(in: text))
    }

    @Test(
        "leaves ordinary texts of requests alone",
        arguments: [
            "", "openid", "https://www.googleapis.com/auth/drive.readonly", "Mail.ReadWrite.Shared", "offline_access",
            "https://graph.microsoft.com/.default", "read:user", "07c030f6-5743-41b7-ba00-0a6e85f37c17/access_as_user",
            "urn:zitadel:iam:org:project:id:zitadel:aud", "user:sessions:claude_code", "search:read.private",
            "encode", "code", "code id_token", "token", "https://analysis.windows.net/powerbi/api/Report.Read.All",
            "code=", "ben@example.com", "https://a.example/@user",
        ])
    func ordinary(text: String) {
        #expect(!SecretShape.occurs(in: text))
    }

    @Test(
        "allows long client ids but no credential in their place",
        arguments: [
            ("77377267392-9l01lg5gpscp40cc30cc5gke03n6uu3b1a2b3c4d.apps.googleusercontent.com", false),
            ("3MVG9GCMQoQ6rpzTABc9jmfQ_JVVr5NZRXx7apI8.PBg1JVVr5NZRXx7apI8", false),
            ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", true), ("eyJhbGciOiJIUzI1NiJ9eyJhbGciOiJIUzI1NiJ9", true),
        ])
    func clientIDs(text: String, isSecret: Bool) {
        #expect(SecretShape.occurs(in: text, allowsLongTokens: true) == isSecret)
    }
}
