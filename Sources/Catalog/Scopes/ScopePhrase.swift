import Grants

/// Plain words for what a scope opens, such as "read and change files of the whole organisation".
enum ScopePhrase {
    /// How far it reaches, and how.
    struct Reach {
        fileprivate var verb: Int
        fileprivate var extent: Int

        /// As the user.
        static let plain = Reach(verb: 0, extent: 0)

        init(_ reading: ScopeReading, _ access: Access) {
            self.verb = access == .write && reading.verbs.contains(.sends) ? 1 : 0
            if reading.traits.contains(.limited) {
                self.extent = 2
            } else if reading.traits.contains(.shared) {
                self.extent = 3
            } else if reading.traits.contains(.outline), access == .read {
                self.extent = 4
            } else {
                self.extent = reading.traits.contains(.all) || reading.constraint == .wide ? 1 : 0
            }
        }

        private init(verb: Int, extent: Int) {
            self.verb = verb
            self.extent = extent
        }
    }

    /// Words of the catalogue alone, never of the scope.
    static func text(_ access: Access, _ dataClass: DataClass, _ reach: Reach) -> String {
        let accessIndex = Access.allCases.firstIndex(of: access) ?? 0
        let classIndex = DataClass.allCases.firstIndex(of: dataClass) ?? 0
        return self.texts[((accessIndex * 2 + reach.verb) * DataClass.allCases.count + classIndex) * 5 + reach.extent]
    }

    /// All texts, made once: a scope is described without making a string.
    private static let texts: [String] = Access.allCases.flatMap { access in
        [false, true].flatMap { isSending in
            DataClass.allCases.flatMap { dataClass in
                (0..<5).map { Self.made(access, dataClass, isSending: isSending, extent: $0) }
            }
        }
    }

    private static func made(_ access: Access, _ dataClass: DataClass, isSending: Bool, extent: Int) -> String {
        if access == .identity { return "sign in and read the basic profile" }
        if dataClass == .offline { return "keep access while the user is away" }
        let noun = self.noun(dataClass)
        let verb =
            switch access {
            case .identity, .read: "read"
            case .write: isSending && [.mail, .messaging].contains(dataClass) ? "send" : "read and change"
            case .admin: "administer"
            }
        switch extent {
        case 1: return "\(verb) \(noun) of the whole organisation"
        case 2: return "\(verb) only \(noun) that the app made or was given"
        case 3: return "\(verb) the user's \(noun) and what others share"
        case 4: return "\(verb) names and properties of \(noun)"
        default: return access == .admin ? "\(verb) \(noun)" : "\(verb) \(noun) as the user"
        }
    }

    private static func noun(_ dataClass: DataClass) -> String {
        switch dataClass {
        case .mail: "mail"
        case .files: "files"
        case .calendar: "calendars and meetings"
        case .crm: "customer records"
        case .messaging: "messages"
        case .directory: "people, groups and devices"
        case .projects: "projects and tasks"
        case .finance: "financial records"
        case .hr: "personnel records"
        case .analytics: "reports"
        case .identity: "the profile"
        case .sourceCode: "source code"
        case .cloudInfra: "cloud resources"
        case .offline, .other: "data"
        }
    }
}
