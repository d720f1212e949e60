package import Grants

/// Reads the meaning of a scope that stands in no table from its words.
///
/// Providers spell scopes as `Resource.Verb.Constraint`, `noun:verb`, `verb:noun`, URLs or single words; all
/// of them fall apart into words at punctuation and at capitals. A rule that is unsure rates higher.
package enum ScopeGrammar {
    package static func classify(_ scope: String) -> ClassifiedScope {
        let words = Self.words(of: Self.withoutHost(scope))
        if words.isEmpty { return Self.unknown(scope) }
        if self.isSignIn(scope.lowercased()) {
            return ClassifiedScope(
                scope: scope, access: .identity, dataClass: .identity, sensitivity: .low, basis: .grammar,
                description: "sign in and read the basic profile")
        }
        if ["offline_access", "refresh_token", "offline", "offline.access"].contains(scope.lowercased()) {
            return ClassifiedScope(
                scope: scope, access: .read, dataClass: .offline, sensitivity: .medium, basis: .grammar,
                description: "keep access while the user is away")
        }
        let set = Set(words)
        let access = self.access(set)
        let dataClass = Self.dataClasses.first { !$0.words.isDisjoint(with: set) }?.dataClass
        guard access != nil || dataClass != nil || scope.contains("*") else { return Self.unknown(scope) }
        return ClassifiedScope(
            scope: scope, access: access ?? .read, dataClass: dataClass ?? .other,
            sensitivity: self.sensitivity(access ?? .read, dataClass, set, hasStar: scope.contains("*")),
            basis: access == nil && dataClass == nil ? .unknown : .grammar)
    }

    /// Not understood: at least medium, high when a word smells of full power.
    private static func unknown(_ scope: String) -> ClassifiedScope {
        let words = self.words(of: self.withoutHost(scope))
        let isPowerful = scope.contains("*") || !self.powerful.isDisjoint(with: words)
        return ClassifiedScope(
            scope: scope, access: isPowerful ? .admin : .read, dataClass: .other,
            sensitivity: isPowerful ? .high : .medium, basis: .unknown)
    }

    private static func access(_ words: Set<String>) -> Access? {
        if !self.adminWords.isDisjoint(with: words) { return .admin }
        if !self.writeWords.isDisjoint(with: words) { return .write }
        if !self.readWords.isDisjoint(with: words) { return .read }
        return nil
    }

    private static func sensitivity(
        _ access: Access, _ dataClass: DataClass?, _ words: Set<String>, hasStar: Bool
    ) -> Sensitivity {
        let isPrecious = dataClass.map { Self.precious.contains($0) } ?? false
        if hasStar || !self.powerful.isDisjoint(with: words) {
            return isPrecious && access >= .write ? .critical : .high
        }
        switch access {
        case .admin: return .high
        case .write: return isPrecious ? .high : .medium
        case .read, .identity: return isPrecious ? .high : .medium
        }
    }

    private static func isSignIn(_ scope: String) -> Bool {
        ["openid", "profile", "email", "id", "sign-in", "signin", "identity", "login"].contains(scope)
    }

    /// A scope that is a URL without its host: the name of an API's host says nothing of the access.
    private static func withoutHost(_ scope: String) -> Substring {
        guard scope.hasPrefix("https://") || scope.hasPrefix("http://"), let colon = scope.firstIndex(of: ":") else {
            return scope[...]
        }
        return scope[colon...].dropFirst(3).drop { $0 != "/" }
    }

    /// Lower-case words: split at punctuation and between a small and a capital letter.
    static func words(of scope: some StringProtocol) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var wasLower = false
        for byte in scope.utf8 {
            let isUpper = (65...90).contains(byte)
            let isLower = (97...122).contains(byte)
            if isUpper && wasLower || !(isUpper || isLower) {
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word.removeAll(keepingCapacity: true)
            }
            if isUpper || isLower { word.append(byte | 0x20) }
            wasLower = isLower
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    private static let powerful: Set<String> = [
        "all", "full", "admin", "root", "owner", "manage", "delete", "impersonate", "impersonation", "super",
    ]
    private static let adminWords: Set<String> = [
        "admin", "manage", "management", "full", "owner", "root", "super", "impersonate", "impersonation", "api",
    ]
    private static let writeWords: Set<String> = [
        "write", "readwrite", "edit", "create", "update", "delete", "send", "modify", "post", "upload", "insert",
        "compose", "publish", "import", "set", "remove", "execute", "invoke", "run", "add",
    ]
    private static let readWords: Set<String> = [
        "read", "readonly", "view", "list", "get", "search", "export", "download", "history",
    ]
    private static let precious: Set<DataClass> = [
        .mail, .files, .sourceCode, .messaging, .directory, .finance, .hr, .cloudInfra, .crm,
    ]
    private static let dataClasses: [(dataClass: DataClass, words: Set<String>)] = [
        (.mail, ["mail", "email", "emails", "gmail", "mailbox", "imap", "smtp", "pop", "inbox"]),
        (.calendar, ["calendar", "calendars", "event", "events", "scheduler", "meeting", "meetings"]),
        (
            .files,
            [
                "file", "files", "drive", "document", "documents", "docs", "sites", "content", "attachment",
                "attachments", "sheets", "spreadsheets", "onedrive", "sharepoint", "folder", "folders", "page",
                "pages", "notes", "wiki",
            ]
        ),
        (
            .sourceCode,
            [
                "repo", "repos", "repository", "repositories", "code", "commit", "commits", "gist",
                "workflow", "pullrequest", "snippet",
            ]
        ),
        (
            .messaging,
            [
                "chat", "chats", "channel", "channels", "message", "messages", "im", "mpim", "groups",
                "conversation", "conversations", "team", "teams", "reactions",
            ]
        ),
        (
            .directory,
            [
                "directory", "user", "users", "group", "member", "members", "org", "organization",
                "organizations", "role", "roles", "domain", "device", "people", "contacts",
            ]
        ),
        (
            .crm,
            [
                "crm", "contact", "deal", "deals", "lead", "leads", "account", "accounts", "opportunity",
                "customer", "customers", "sales",
            ]
        ),
        (
            .projects,
            [
                "project", "projects", "issue", "issues", "task", "tasks", "jira", "board", "boards",
                "ticket", "tickets", "workitem", "work",
            ]
        ),
        (
            .finance,
            [
                "finance", "invoice", "invoices", "payment", "payments", "accounting", "billing",
                "transactions", "bank", "payroll",
            ]
        ),
        (.hr, ["hr", "employee", "employees", "timeoff", "salary", "recruiting", "candidates"]),
        (
            .cloudInfra,
            [
                "cloud", "compute", "platform", "storage", "database", "cluster", "kubernetes", "infra",
                "server", "servers", "azure", "management", "keyvault", "vault",
            ]
        ),
        (.analytics, ["analytics", "report", "reports", "insights", "metrics", "stats"]),
    ]
}
