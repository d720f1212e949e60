import Grants
import Store

/// A finding in one plain sentence.
enum FindingTitle {
    static func of(_ connection: ConnectionSummary) -> String {
        let client = connection.client.name
        let resource = connection.resource.name
        switch connection.access.kind {
        case .noScope: return "\(client) holds access to \(resource) that is not visible"
        case .identityOnly: return "\(client) signs people in with \(resource)"
        case .data: break
        }
        let verb =
            switch connection.access.access {
            case .admin: "administer"
            case .write: "read and change"
            case .read, .identity, nil: "read"
            }
        let classes = connection.access.dataClasses.filter { $0 != .other && $0 != .offline }.map(Self.noun)
        let what = classes.isEmpty ? "data" : Self.list(Array(classes.prefix(3)))
        return "\(client) can \(verb) \(what) in \(resource)"
    }

    private static func noun(_ dataClass: DataClass) -> String {
        switch dataClass {
        case .mail: "mail"
        case .files: "files"
        case .calendar: "calendars"
        case .sourceCode: "source code"
        case .crm: "customer records"
        case .messaging: "messages"
        case .directory: "the directory"
        case .projects: "projects"
        case .finance: "finance data"
        case .hr: "personnel data"
        case .cloudInfra: "cloud infrastructure"
        case .analytics: "analytics"
        case .identity, .offline, .other: "data"
        }
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
