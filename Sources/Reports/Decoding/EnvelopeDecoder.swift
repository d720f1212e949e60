import Grants

/// Decodes the envelope of a report; its events are left as nodes.
struct EnvelopeDecoder {
    let rules: AdmissionRules
    var fields: FieldReader
    private var seen: UInt32 = 0

    private var batchID: String?
    private var sentAt: Timestamp?
    private var installID: UUIDBits?
    private var plugin: GrantReport.Plugin?
    private var browser: GrantReport.Browser?
    private var subject: GrantReport.Subject?
    private var device: GrantReport.Device?
    private var isIncognitoAllowed: Bool?
    private var dropped: Int?
    private var events: JSONNode?

    init(rules: AdmissionRules, fields: FieldReader) {
        self.rules = rules
        self.fields = fields
    }

    /// - Returns: the report without its events, and the array of events.
    mutating func envelope(_ root: JSONNode) throws(ReportRefusal) -> (report: GrantReport, events: JSONNode) {
        guard root.isObject else { throw ReportRefusal(.jsonInvalid) }
        try self.checkSchema(root)
        try root.forEachMember { (key, value) throws(ReportRefusal) in
            try self.member(key, value)
        }
        func missing(_ field: String) -> ReportRefusal { ReportRefusal(.envelopeFieldMissing, field: field) }
        guard let batchID else { throw missing("batch_id") }
        guard let sentAt else { throw missing("sent_at") }
        guard let installID else { throw missing("install_id") }
        guard let plugin else { throw missing("plugin") }
        guard let browser else { throw missing("browser") }
        guard let subject else { throw missing("subject") }
        guard let device else { throw missing("device") }
        guard let isIncognitoAllowed else { throw missing("incognito_allowed") }
        guard let dropped else { throw missing("dropped") }
        guard let events else { throw missing("events") }
        let report = GrantReport(
            batchID: batchID, sentAt: sentAt, installID: installID, plugin: plugin, browser: browser,
            subject: subject, device: device, isIncognitoAllowed: isIncognitoAllowed, dropped: dropped, events: [])
        return (report, events)
    }

    /// The schema comes first: another major version may mean anything by the other fields.
    private func checkSchema(_ root: JSONNode) throws(ReportRefusal) {
        var schema: JSONNode?
        root.forEachMember { (key, value) in
            if case "schema" = key { schema = schema ?? value }
        }
        guard let schema else { throw ReportRefusal(.envelopeFieldMissing, field: "schema") }
        guard let text = schema.text else { throw ReportRefusal(.envelopeFieldInvalid, field: "schema") }
        guard text.elementsEqual(GrantReport.schemaName.utf8) else {
            throw ReportRefusal(.schemaUnsupported, field: "schema")
        }
    }

    private mutating func member(_ key: JSONKey, _ value: JSONNode) throws(ReportRefusal) {
        switch key {
        case "schema": try self.once(0, "schema")
        case "batch_id":
            try self.once(1, "batch_id")
            self.batchID = try self.checked("batch_id") { (fields) throws(Rejection) in
                try fields.hash(value)
            }
        case "sent_at":
            try self.once(2, "sent_at")
            self.sentAt = try self.checked("sent_at") { (fields) throws(Rejection) in try fields.time(value) }
        case "install_id":
            try self.once(3, "install_id")
            guard let text = value.text, let id = UUIDBits(text) else {
                throw ReportRefusal(.envelopeFieldInvalid, field: "install_id")
            }
            self.installID = id
        case "plugin":
            try self.once(4, "plugin")
            let texts = try self.texts(of: value, "plugin", ["version", "extension_id"]) {
                (fields, text) throws(Rejection) in try fields.word(text, limit: 32)
            }
            self.plugin = .init(version: texts[0], extensionID: texts[1])
        case "browser":
            try self.once(5, "browser")
            let texts = try self.texts(of: value, "browser", ["name", "version", "os", "arch"]) {
                (fields, text) throws(Rejection) in try fields.filledText(text, limit: 64)
            }
            self.browser = .init(name: texts[0], version: texts[1], os: texts[2], arch: texts[3])
        case "subject":
            try self.once(6, "subject")
            self.subject = try self.checked("subject") { [rules] (fields) throws(Rejection) in
                try Self.subject(value, &fields, rules)
            }
        case "device":
            try self.once(7, "device")
            self.device = try self.checked("device") { (fields) throws(Rejection) in
                try Self.device(value, &fields)
            }
        case "incognito_allowed":
            try self.once(8, "incognito_allowed")
            self.isIncognitoAllowed = try self.checked("incognito_allowed") { (fields) throws(Rejection) in
                try fields.bool(value)
            }
        case "dropped":
            try self.once(9, "dropped")
            self.dropped = try self.checked("dropped") { (fields) throws(Rejection) in
                try fields.integer(value, in: 0...1_000_000_000)
            }
        case "events":
            try self.once(10, "events")
            guard value.isArray else { throw ReportRefusal(.envelopeFieldInvalid, field: "events") }
            let count = value.elementCount
            guard count >= 1 else { throw ReportRefusal(.envelopeFieldInvalid, field: "events") }
            guard count <= self.rules.limits.events else { throw ReportRefusal(.tooManyEvents, field: "events") }
            self.events = value
        default:
            self.fields.unknownFields += 1
        }
    }

    // MARK: - Parts

    private static func subject(
        _ node: JSONNode, _ fields: inout FieldReader, _ rules: AdmissionRules
    ) throws(Rejection) -> GrantReport.Subject {
        var email: String?
        var source: GrantReport.Subject.Source?
        guard node.isObject else { throw .fieldInvalid }
        try node.forEachMember { (key, value) throws(Rejection) in
            switch key {
            case "email":
                guard email == nil else { throw .fieldRepeated }
                if !value.isNull { email = try fields.address(value) }
            case "source":
                guard source == nil else { throw .fieldRepeated }
                source = try fields.choice(value, of: GrantReport.Subject.Source.self)
            default: fields.unknownFields += 1
            }
        }
        guard let source else { throw .fieldMissing }
        guard let address = email, !address.isEmpty else { return .init(email: nil, source: source) }
        guard let mail = MailAddress(address) else { throw .fieldInvalid }
        let kept = rules.managedDomains.contains(mail.domain) ? mail : mail.domainOnly
        if kept != mail { fields.strippedValues += 1 }
        return .init(email: kept.text, source: source)
    }

    private static func device(
        _ node: JSONNode, _ fields: inout FieldReader
    ) throws(Rejection) -> GrantReport.Device {
        var id: String?
        var source: GrantReport.Device.Source?
        guard node.isObject else { throw .fieldInvalid }
        try node.forEachMember { (key, value) throws(Rejection) in
            switch key {
            case "id":
                guard id == nil else { throw .fieldRepeated }
                id = try fields.optionalText(value, limit: 128)
            case "source":
                guard source == nil else { throw .fieldRepeated }
                source = try fields.choice(value, of: GrantReport.Device.Source.self)
            default: fields.unknownFields += 1
            }
        }
        guard let source else { throw .fieldMissing }
        return .init(id: id, source: source)
    }

    /// The named texts of an object, all required, in the order of the names.
    private mutating func texts(
        of node: JSONNode, _ field: String, _ names: [StaticString],
        read: (inout FieldReader, JSONNode) throws(Rejection) -> String
    ) throws(ReportRefusal) -> [String] {
        var texts = [String?](repeating: nil, count: names.count)
        try self.checked(field) { (fields) throws(Rejection) in
            guard node.isObject else { throw .fieldInvalid }
            try node.forEachMember { (key, value) throws(Rejection) in
                guard let index = names.firstIndex(where: { $0 ~= key }) else {
                    fields.unknownFields += 1
                    return
                }
                guard texts[index] == nil else { throw .fieldRepeated }
                texts[index] = try read(&fields, value)
            }
        }
        let found = texts.compactMap { $0 }
        guard found.count == names.count else { throw ReportRefusal(.envelopeFieldMissing, field: field) }
        return found
    }

    private mutating func checked<Value>(
        _ field: String, _ body: (inout FieldReader) throws(Rejection) -> Value
    ) throws(ReportRefusal) -> Value {
        do {
            return try body(&self.fields)
        } catch .fieldMissing {
            throw ReportRefusal(.envelopeFieldMissing, field: field)
        } catch {
            throw ReportRefusal(.envelopeFieldInvalid, field: field)
        }
    }

    private mutating func once(_ bit: UInt32, _ field: String) throws(ReportRefusal) {
        guard self.seen & (1 << bit) == 0 else { throw ReportRefusal(.envelopeFieldInvalid, field: field) }
        self.seen |= 1 << bit
    }
}
