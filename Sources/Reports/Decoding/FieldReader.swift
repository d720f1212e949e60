import Grants

/// Reads single fields of an event, checks form, length and secrets, and counts what it had to cut.
struct FieldReader {
    var unknownFields = 0
    var strippedValues = 0
    private let known: TextTable

    init(known: TextTable) {
        self.known = known
    }

    /// A text without control characters and secrets; it may be empty.
    mutating func text(_ node: JSONNode, limit: Int) throws(Rejection) -> String {
        try self.remembered(node, as: .text, limit) { (bytes) throws(Rejection) in
            guard !SecretShape.occurs(in: bytes) else { throw .secretInField }
        }
    }

    /// An identifier, which may be long and opaque by nature; not empty.
    mutating func identifier(_ node: JSONNode, limit: Int) throws(Rejection) -> String {
        try self.remembered(node, as: .identifier, limit) { (bytes) throws(Rejection) in
            guard !SecretShape.occurs(in: bytes, allowsLongTokens: true) else { throw .secretInField }
            guard !bytes.isEmpty else { throw .fieldInvalid }
        }
    }

    /// A text that may be left out; `null` and an empty text say the same as its absence.
    mutating func optionalText(_ node: JSONNode, limit: Int = 64) throws(Rejection) -> String? {
        if node.isNull { return nil }
        let text = try self.text(node, limit: limit)
        return text.isEmpty ? nil : text
    }

    /// A text that says something.
    mutating func filledText(_ node: JSONNode, limit: Int) throws(Rejection) -> String {
        let text = try self.text(node, limit: limit)
        guard !text.isEmpty else { throw .fieldInvalid }
        return text
    }

    /// A version or id of our own plugin: letters, digits and `_ . : / + -` and spaces, not empty.
    mutating func word(_ node: JSONNode, limit: Int) throws(Rejection) -> String {
        try self.remembered(node, as: .word, limit) { (bytes) throws(Rejection) in
            guard !SecretShape.occurs(in: bytes) else { throw .secretInField }
            guard !bytes.isEmpty, bytes.allSatisfy(Self.isWordByte) else { throw .fieldInvalid }
        }
    }

    /// An error code of an answer, lower-case letters and `_`, at most 64; `null` says the same as its absence.
    mutating func errorCode(_ node: JSONNode) throws(Rejection) -> String? {
        if node.isNull { return nil }
        let code = try self.filledText(node, limit: 64)
        guard code.utf8.allSatisfy({ (97...122).contains($0) || $0 == UInt8(ascii: "_") }) else {
            throw .fieldInvalid
        }
        return code
    }

    /// A mail address; never remembered.
    func address(_ node: JSONNode) throws(Rejection) -> String {
        let bytes = try self.bytes(node, limit: 254)
        guard !SecretShape.occurs(in: bytes) else { throw .secretInField }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A hash of 32 bytes in hexadecimal, so that no other text can stand in its place.
    func hash(_ node: JSONNode) throws(Rejection) -> String {
        let bytes = try self.bytes(node, limit: 64)
        guard bytes.count == 64, bytes.allSatisfy(Self.isHexadecimal) else { throw .fieldInvalid }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A mail domain of at most 253 characters, lower-cased.
    func mailDomain(_ node: JSONNode) throws(Rejection) -> String {
        let bytes = try self.bytes(node, limit: 253)
        guard let address = MailAddress("@" + String(decoding: bytes, as: UTF8.self)), address.isDomainOnly else {
            throw .fieldInvalid
        }
        guard !SecretShape.occurs(in: bytes, allowsLongTokens: true) else { throw .secretInField }
        return address.domain
    }

    func bool(_ node: JSONNode) throws(Rejection) -> Bool {
        guard let value = node.bool else { throw .fieldInvalid }
        return value
    }

    func integer(_ node: JSONNode, in range: ClosedRange<Int64>) throws(Rejection) -> Int {
        guard let value = node.integer else { throw node.isNumber || node.isNull ? .numberOutOfRange : .fieldInvalid }
        guard range.contains(value) else { throw .numberOutOfRange }
        return Int(value)
    }

    func choice<Value: WireChoice>(_ node: JSONNode, of type: Value.Type) throws(Rejection) -> Value {
        guard let bytes = node.text else { throw .fieldInvalid }
        let wire = Value.wire
        guard let index = wire.names.index(of: bytes) else { throw .enumUnknown }
        return wire.values[index]
    }

    func choices<Value: WireChoice>(_ node: JSONNode, of type: Value.Type) throws(Rejection) -> WireSet<Value> {
        guard node.isArray else { throw .fieldInvalid }
        var bits: UInt16 = 0
        var count = 0
        try node.forEachElement { (element) throws(Rejection) in
            count += 1
            guard count <= 16 else { throw .fieldTooLong }
            guard let bytes = element.text else { throw .fieldInvalid }
            guard let index = Value.wire.names.index(of: bytes) else { throw .enumUnknown }
            bits |= 1 << UInt16(index)
        }
        return WireSet(bits: bits)
    }

    func time(_ node: JSONNode) throws(Rejection) -> Timestamp {
        guard let bytes = node.text else { throw .fieldInvalid }
        guard let time = Timestamp(rfc3339: bytes) else { throw .timeInvalid }
        return time
    }

    mutating func texts(_ node: JSONNode, most: Int, limit: Int) throws(Rejection) -> [String] {
        guard node.isArray else { throw .fieldInvalid }
        var values: [String] = []
        values.reserveCapacity(min(node.elementCount, most))
        try node.forEachElement { (element) throws(Rejection) in
            guard values.count < most else { throw .fieldTooLong }
            let value = try self.filledText(element, limit: limit)
            if !values.contains(value) { values.append(value) }
        }
        return values
    }

    /// `scheme://host[:port]`, the scheme in lower case; anything behind is cut and counted, user information is a
    /// secret.
    ///
    /// - Parameter isWeb: whether the scheme must be `http` or `https`.
    mutating func origin(_ node: JSONNode, isWeb: Bool = false, limit: Int = 256) throws(Rejection) -> String {
        let form = TextTable.Form(isWeb ? .webOrigin : .origin, limit: limit)
        if let known = self.remembered(node, form) { return known }
        let bytes = try self.bytes(node, limit: limit)
        guard let authority = Self.authorityStart(of: bytes),
            Self.isOriginScheme(bytes[..<(authority - 3)], isWeb: isWeb)
        else { throw .fieldInvalid }
        let end =
            bytes[authority...].firstIndex {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
            }
            ?? bytes.endIndex
        try Self.checkAuthority(bytes[authority..<end])
        guard authority < end else { throw .fieldInvalid }
        if end != bytes.endIndex { self.strippedValues += 1 }
        let kept = UnsafeBufferPointer(rebasing: bytes[..<end])
        guard !SecretShape.occurs(in: kept, allowsLongTokens: true) else { throw .secretInField }
        return self.remembering(kept, of: bytes, form)
    }

    /// A path without query or fragment, cut at the first opaque segment.
    mutating func path(_ node: JSONNode, limit: Int = 256) throws(Rejection) -> String {
        let form = TextTable.Form(.path, limit: limit)
        if let known = self.remembered(node, form) { return known }
        let bytes = try self.bytes(node, limit: limit)
        guard bytes.first == UInt8(ascii: "/") else { throw .fieldInvalid }
        return try self.withoutTail(bytes, pathStart: 0, form)
    }

    /// A URI without query or fragment, cut at the first opaque path segment.
    mutating func uri(_ node: JSONNode, limit: Int = 512) throws(Rejection) -> String {
        let form = TextTable.Form(.uri, limit: limit)
        if let known = self.remembered(node, form) { return known }
        let bytes = try self.bytes(node, limit: limit)
        guard !bytes.contains(UInt8(ascii: " ")) else { throw .fieldInvalid }
        guard let authority = Self.authorityStart(of: bytes) else {
            let pathStart = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
            return try self.withoutTail(bytes, pathStart: pathStart, form)
        }
        let end =
            bytes[authority...].firstIndex {
                $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
            }
            ?? bytes.endIndex
        try Self.checkAuthority(bytes[authority..<end])
        return try self.withoutTail(bytes, pathStart: end, form)
    }

    // MARK: - Remembering

    @inline(__always)
    private mutating func remembered(
        _ node: JSONNode, as kind: TextTable.Form.Kind, _ limit: Int,
        _ check: (UnsafeBufferPointer<UInt8>) throws(Rejection) -> Void
    ) throws(Rejection) -> String {
        let form = TextTable.Form(kind, limit: limit)
        if let known = self.remembered(node, form) { return known }
        let bytes = try self.bytes(node, limit: limit)
        try check(bytes)
        return self.remembering(bytes, of: bytes, form)
    }

    @inline(__always)
    private func remembered(_ node: JSONNode, _ form: TextTable.Form) -> String? {
        node.text.flatMap { self.known.text($0, form) }
    }

    /// The text of what is kept, without persons' addresses; remembered when that is all there was.
    private mutating func remembering(
        _ kept: UnsafeBufferPointer<UInt8>, of bytes: UnsafeBufferPointer<UInt8>, _ form: TextTable.Form
    ) -> String {
        if let nameless = NamedPerson.removed(from: kept) {
            if kept.count == bytes.count { self.strippedValues += 1 }
            return String(decoding: nameless, as: UTF8.self)
        }
        let text = String(decoding: kept, as: UTF8.self)
        if kept.count == bytes.count { self.known.remember(text, bytes, form) }
        return text
    }

    // MARK: - Pieces

    func bytes(_ node: JSONNode, limit: Int) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
        guard let bytes = node.text else { throw .fieldInvalid }
        guard Self.characters(of: bytes, upTo: limit) <= limit else { throw .fieldTooLong }
        guard !Self.hasControlCharacter(bytes) else { throw .fieldInvalid }
        return bytes
    }

    /// Whether a control character (Unicode category Cc) occurs; the upper ones are two bytes, `C2 80` to `C2 9F`.
    private static func hasControlCharacter(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F || previous == 0xC2 && byte < 0xA0 { return true }
            previous = byte
        }
        return false
    }

    /// The length as the schema counts it, in code points. Counted only where it can matter.
    private static func characters(of bytes: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> Int {
        if bytes.count <= limit || bytes.count > limit * 4 { return bytes.count }
        return bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    private mutating func withoutTail(
        _ bytes: UnsafeBufferPointer<UInt8>, pathStart: Int, _ form: TextTable.Form
    ) throws(Rejection) -> String {
        let query = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        let start = min(pathStart, query)
        let path = UnsafeBufferPointer(rebasing: bytes[start..<query])
        let kept = start + SecretShape.lengthBeforeOpaqueSegment(of: path)
        if kept != bytes.count { self.strippedValues += 1 }
        let remainder = UnsafeBufferPointer(rebasing: bytes[..<kept])
        guard !SecretShape.occurs(in: remainder, allowsLongTokens: true) else { throw .secretInField }
        return self.remembering(remainder, of: bytes, form)
    }

    private static func authorityStart(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 2 < bytes.count,
            bytes[colon + 1] == UInt8(ascii: "/"), bytes[colon + 2] == UInt8(ascii: "/"),
            bytes[..<colon].allSatisfy(self.isSchemeByte)
        else { return nil }
        return colon + 3
    }

    private static func checkAuthority(_ authority: Slice<UnsafeBufferPointer<UInt8>>) throws(Rejection) {
        guard !authority.contains(UInt8(ascii: "@")) else { throw .secretInField }
        guard !authority.contains(UInt8(ascii: " ")), !authority.contains(UInt8(ascii: "\\")) else {
            throw .fieldInvalid
        }
    }

    private static func isOriginScheme(_ scheme: Slice<UnsafeBufferPointer<UInt8>>, isWeb: Bool) -> Bool {
        if isWeb { return scheme.elementsEqual("https".utf8) || scheme.elementsEqual("http".utf8) }
        return (97...122).contains(scheme.first ?? 0) && !scheme.contains { (65...90).contains($0) }
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 0x20: true
        case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
