/// Lists of C strings, as libpq takes them: ended by a null.
enum CStrings {
    static func with<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
        var bytes: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            starts.append(bytes.count)
            bytes += text.utf8CString
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil]
            return pointers.withUnsafeBufferPointer { pointers in
                // Never empty: the null is there.
                body(pointers.baseAddress.unsafelyUnwrapped)
            }
        }
    }
}
