/// The decoded values of the parameters that the reader understands.
struct ParameterValues {
    /// The first value of each parameter, by its raw value.
    private var first: [String?]
    /// Further values of repeatable parameters, in order.
    private var further: [(parameter: RequestParameter, value: String)] = []
    /// Names of single-valued parameters that occur twice with different values.
    private(set) var repeated: [String] = []

    private static let nothing = [String?](repeating: nil, count: RequestParameter.allCases.count)

    /// No values.
    init() {
        self.first = Self.nothing
    }

    /// Decodes the values of a list. A parameter without a value counts as omitted (RFC 6749 section 3.1).
    init(_ list: ParameterList, in bytes: [UInt8]) {
        self.init()
        for parameter in list.parameters {
            guard let known = parameter.known, !parameter.value.isEmpty else { continue }
            self.append(FormDecoding.text(bytes[parameter.value]), to: known)
        }
    }

    /// The first value, or nil.
    subscript(parameter: RequestParameter) -> String? { self.first[parameter.rawValue] }

    /// All values, in order.
    func all(_ parameter: RequestParameter) -> [String] {
        guard let first = self[parameter] else { return [] }
        guard !self.further.isEmpty else { return [first] }
        return [first] + self.further.lazy.filter { $0.parameter == parameter }.map(\.value)
    }

    /// Adds a value; of a single-valued parameter only the first one counts.
    mutating func append(_ value: String, to parameter: RequestParameter) {
        guard let first = self[parameter] else {
            self.first[parameter.rawValue] = value
            return
        }
        if parameter.isRepeatable {
            self.further.append((parameter, value))
        } else if first != value, !self.repeated.contains(parameter.name) {
            self.repeated.append(parameter.name)
        }
    }

    /// Puts the values of a request object over those of the query, which then do not count (RFC 9101 section 6.3).
    mutating func override(with object: ParameterValues) {
        for parameter in RequestParameter.allCases {
            guard let value = object[parameter] else { continue }
            self.first[parameter.rawValue] = value
            self.further.removeAll { $0.parameter == parameter }
        }
        self.further += object.further
    }
}
