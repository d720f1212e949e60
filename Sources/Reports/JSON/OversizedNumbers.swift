/// Replaces numbers that no machine type holds (`1e400`, 40 digits) by a small fraction and spaces, in place.
///
/// simdjson refuses a whole text for one such number, but only the event around it is at fault. No field admits
/// a fraction, so it fails that event's own check. Malformed numbers stay, and the text stays refused.
///
/// - Returns: whether anything was replaced.
func replaceOversizedNumbers(in text: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    var replaced = false
    var isInString = false
    var index = 0
    while index < text.count {
        let byte = text[index]
        if isInString {
            if byte == UInt8(ascii: "\\") { index += 1 }
            if byte == UInt8(ascii: "\"") { isInString = false }
            index += 1
            continue
        }
        if byte == UInt8(ascii: "\"") { isInString = true }
        guard byte == UInt8(ascii: "-") || (48...57).contains(byte) else {
            index += 1
            continue
        }
        let start = index
        while index < text.count, isNumberByte(text[index]) { index += 1 }
        let token = UnsafeMutableBufferPointer(rebasing: text[start..<index])
        guard token.count >= 4, isWellFormed(token), let value = Double(String(decoding: token, as: UTF8.self)),
            abs(value) >= 9.3e18
        else { continue }
        token.update(repeating: UInt8(ascii: " "))
        for (offset, letter) in "-0.5".utf8.enumerated() { token[offset] = letter }
        replaced = true
    }
    return replaced
}

private func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
    default: false
    }
}

/// Whether `token` is a number of RFC 8259 §6, which is stricter than what `Double` reads.
private func isWellFormed(_ token: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    var rest = token[...]
    func digits() -> Int {
        let run = rest.prefix { (48...57).contains($0) }.count
        rest = rest.dropFirst(run)
        return run
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst()
        guard digits() > 0 else { return false }
    }
    if rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard digits() > 0 else { return false }
    }
    return rest.isEmpty
}
