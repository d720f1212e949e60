import Foundation

/// The few forms of SOQL that the connector uses.
struct SalesforceQuery {
    private let text: String
    private let offset: Int

    init(_ text: String, offset: Int) {
        self.text = text
        self.offset = offset
    }

    /// - Parameter seesAll: whether the caller sees tokens of others than itself, the administrator.
    func answer(seesAll: Bool, in world: inout FakeWorld) -> FakeAnswer {
        if self.text.contains(" FROM User") { return self.users(in: world) }
        guard self.text.contains(" FROM OauthToken") else {
            return SalesforceFake.fault(400, "MALFORMED_QUERY", "unexpected token")
        }
        guard !self.text.contains("AccessToken"), !self.text.contains("RequestToken") else {
            return SalesforceFake.fault(400, "TEST_FAILED", "a query for secrets")
        }
        if self.text.contains("COUNT()") {
            let others = seesAll ? world.grants.filter { !self.text.contains("UserId!='\($0.user ?? "")'") } : []
            return FakeAnswer(200, ["totalSize": .number(Double(others.count)), "done": true, "records": []])
        }
        let user = self.operand("UserId=")
        let app = self.operand("AppName=")
        let rows = world.listed(of: user).filter { grant in
            seesAll && (app.map { $0.lowercased() == grant.app.lowercased() } ?? true)
        }
        return self.page(rows.map(Self.row), size: min(500, world.pageSize))
    }

    private func users(in world: FakeWorld) -> FakeAnswer {
        var users = world.users.sorted { $0.id < $1.id }
        if let mail = self.operand("Email=") { users = users.filter { $0.mail == mail } }
        if let after = self.operand("Id>") { users = users.filter { $0.id > after } }
        let limit = self.text.range(of: " LIMIT ").flatMap { Int(self.text[$0.upperBound...]) } ?? 2_000
        let rows = users.prefix(min(limit, world.pageSize)).map { user -> FakeJSON in
            ["Id": .string(user.id), "Email": .string(user.mail)]
        }
        return FakeAnswer(
            200, ["totalSize": .number(Double(rows.count)), "done": true, "records": .array(Array(rows))])
    }

    private func page(_ rows: [FakeJSON], size: Int) -> FakeAnswer {
        let page = Array(rows.dropFirst(self.offset).prefix(size))
        let end = self.offset + page.count
        var answer: [String: FakeJSON] = [
            "totalSize": .number(Double(rows.count)), "done": .bool(end >= rows.count), "records": .array(page),
        ]
        if end < rows.count {
            let query = self.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            answer["nextRecordsUrl"] = "/services/data/v62.0/query?q=\(query)&offset=\(end)"
        }
        return FakeAnswer(200, .object(answer))
    }

    private static func row(_ grant: FakeGrant) -> FakeJSON {
        [
            "AppName": .string(grant.app), "LastUsedDate": "2026-03-02T10:00:00.000+0000",
            "CreatedDate": "2026-03-01T10:00:00.000+0000", "DeleteToken": "delete-handle-\(grant.id)",
            "AccessToken": "secret-bearing",
        ]
    }

    /// The quoted text behind a name and operator, escapes removed.
    private func operand(_ name: String) -> String? {
        guard let start = self.text.range(of: "\(name)'") else { return nil }
        var value = ""
        var isEscaped = false
        for character in self.text[start.upperBound...] {
            if !isEscaped, character == "'" { return value }
            isEscaped = !isEscaped && character == "\\"
            if !isEscaped { value.append(character) }
        }
        return nil
    }
}
