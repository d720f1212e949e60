/// The parameters of a query, in order.
struct ParameterList {
    /// One `name=value` pair; the value is where it stands in the URL, still encoded.
    struct Parameter {
        /// What the name stands for; nil for a name that the reader does not know.
        let known: RequestParameter?
        /// The name, still encoded.
        let name: Range<Int>
        let value: Range<Int>
    }

    /// The pairs, in order; at most `AuthorizationRequestReader.maximumParameters`.
    private(set) var parameters: [Parameter] = []
    /// Where the list ends in the URL.
    let end: Int

    /// Cuts a query at `&` and `&amp;`, however often the latter was escaped; raw spaces around a pair are noise.
    ///
    /// - Throws: `tooManyParameters`.
    init(_ bytes: [UInt8], query: Range<Int>) throws(UnreadableURL) {
        self.end = query.upperBound
        self.parameters.reserveCapacity(12)
        var start = query.lowerBound
        while start < query.upperBound {
            let end = bytes[start..<query.upperBound].firstIndex(of: UInt8(ascii: "&")) ?? query.upperBound
            var pair = bytes[start..<end]
            while true {
                if pair.first == 0x20 {
                    pair = pair.dropFirst()
                } else if pair.first == UInt8(ascii: "a"), pair.hasASCIIPrefix("amp;") {
                    pair = pair.dropFirst(4)
                } else {
                    break
                }
            }
            while pair.last == 0x20 { pair = pair.dropLast() }
            start = end + 1
            guard !pair.isEmpty else { continue }
            guard self.parameters.count < AuthorizationRequestReader.maximumParameters else {
                throw .tooManyParameters
            }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            self.parameters.append(
                Parameter(
                    known: Self.known(pair[..<equals]), name: pair.startIndex..<equals,
                    value: min(equals + 1, pair.endIndex)..<pair.endIndex))
        }
    }

    private static func known(_ name: ArraySlice<UInt8>) -> RequestParameter? {
        guard name.contains(UInt8(ascii: "%")) || name.last == UInt8(ascii: "]") else {
            return RequestParameter.named(name)
        }
        var decoded = FormDecoding.bytes(name)[...]
        while decoded.hasASCIIPrefix("amp;") { decoded = decoded.dropFirst(4) }
        if decoded.suffix(2).isASCII("[]") { decoded = decoded.dropLast(2) }
        return RequestParameter.named(decoded)
    }
}
