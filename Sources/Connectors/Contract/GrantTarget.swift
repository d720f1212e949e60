/// Which grant, in the words of the browser and, where it differs, of the vendor.
package struct GrantTarget: Sendable, Hashable, Codable {
    /// The mail address of the account that granted, or its login where the provider knows people by that. Empty: what
    /// stands for everybody, which a person's revoke never touches.
    package var subject: String
    /// The client id of the authorization request, verbatim; compared as an exact string, never normalised.
    package var clientID: String
    /// The key of the app or grant in the provider's own interface where it is not the client id: an `app_id` of
    /// Slack or Dropbox, an `AppName` of Salesforce. Learned from a listing or mapped by a person; `nil` when not
    /// known, and then a provider that needs it answers `needs_mapping`. Never found by likeness.
    package var vendorKey: String?
    /// The scopes that were seen to be granted; for the reader, no connector narrows a revoke to them.
    package var scopes: [String]

    package init(subject: String, clientID: String, vendorKey: String? = nil, scopes: [String] = []) {
        self.subject = subject
        self.clientID = clientID
        self.vendorKey = vendorKey
        self.scopes = scopes
    }
}
