/// Text of a provider on its way to people.
enum VendorText {
    /// Characters that are kept.
    static let limit = 500

    /// One line of at most `limit` characters, with every known secret cut out.
    ///
    /// - Parameter secrets: texts of 8 characters or more that must not be shown; shorter ones are no secrets, and
    ///   cutting them out would spoil the words.
    static func shown(_ text: String, hiding secrets: some Sequence<String>) -> String {
        var text = String(text.prefix(4 * Self.limit))
        for secret in secrets where secret.utf8.count >= 8 {
            text = text.replacing(secret, with: "[secret]")
        }
        let line = text.unicodeScalars.map { $0.properties.generalCategory.isShown ? $0 : " " }
        return String(String.UnicodeScalarView(line)).prefix(Self.limit).description
    }
}

extension Unicode.GeneralCategory {
    /// Not a control, format, private or unassigned character: those can turn or hide what stands beside them.
    fileprivate var isShown: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
