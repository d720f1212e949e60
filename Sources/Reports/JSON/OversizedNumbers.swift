/// Replaces numbers that no machine type holds (`1e400`, 40 digits) by `null` and spaces, in place.
///
/// simdjson refuses a whole text for one such number, but only the event around it is at fault. The `null`
/// then fails that event's own range check. Malformed numbers stay, and the text stays refused.
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
        guard token.count >= 4, let value = Double(String(decoding: token, as: UTF8.self)),
            abs(value) >= 9.3e18
        else { continue }
        token.update(repeating: UInt8(ascii: " "))
        for (offset, letter) in "null".utf8.enumerated() { token[offset] = letter }
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
