import Grants

extension EventDecoder {
    mutating func coaching(_ node: JSONNode) throws(Rejection) -> AuthorizationEvent.Coaching {
        var wasShown: Bool?
        var choice: AuthorizationEvent.CoachingChoice?
        var reason: String??
        try self.object(node) { (fields, key, value) throws(Rejection) in
            switch key {
            case "shown":
                guard wasShown == nil else { throw .fieldRepeated }
                wasShown = try fields.bool(value)
            case "choice":
                guard choice == nil else { throw .fieldRepeated }
                choice = try fields.choice(value, of: AuthorizationEvent.CoachingChoice.self)
            case "reason":
                guard reason == nil else { throw .fieldRepeated }
                reason = .some(try fields.ownWords(value, limit: 280))
            default: fields.unknownFields += 1
            }
        }
        guard let wasShown, let choice else { throw .fieldMissing }
        return AuthorizationEvent.Coaching(wasShown: wasShown, choice: choice, reason: reason ?? nil)
    }
}
