import CSimdjson

/// A reusable JSON parser: simdjson's DOM behind a C shim.
///
/// Not `Sendable`: one caller at a time, so a `DecoderPool` lends it.
package final class JSONParser {
    /// Why a text is no JSON that Gnomon reads.
    package enum Failure: Error, Equatable {
        case invalid, tooDeep, invalidUTF8, number, outOfMemory
    }

    private let parser: OpaquePointer

    /// - Parameters:
    ///   - maximumBytes: longest text accepted.
    ///   - maximumDepth: deepest nesting accepted; the outermost object is depth 1.
    package init(maximumBytes: Int, maximumDepth: Int) throws(Failure) {
        guard let parser = gnomon_json_parser_create(maximumBytes, maximumDepth) else { throw .outOfMemory }
        self.parser = parser
    }

    deinit {
        gnomon_json_parser_destroy(self.parser)
    }

    /// Bytes that must be readable behind the text.
    package static var padding: Int { gnomon_json_padding() }

    /// Parses `count` bytes at `bytes` and hands the document's root to `body`; the root and all that is
    /// reached from it are valid only inside `body`.
    package func withDocument<Result, E: Error>(
        _ bytes: UnsafePointer<UInt8>, count: Int, _ body: (JSONNode) throws(E) -> Result
    ) throws(Failure) -> Swift.Result<Result, E> {
        var tape: UnsafePointer<UInt64>?
        var strings: UnsafePointer<UInt8>?
        let status = gnomon_json_parse(self.parser, bytes, count, &tape, &strings)
        switch status {
        case GNOMON_JSON_OK: break
        case GNOMON_JSON_TOO_DEEP: throw .tooDeep
        case GNOMON_JSON_INVALID_UTF8: throw .invalidUTF8
        case GNOMON_JSON_NUMBER: throw .number
        case GNOMON_JSON_NO_MEMORY: throw .outOfMemory
        default: throw .invalid
        }
        guard let tape, let strings else { throw .invalid }
        do throws(E) {
            return .success(try body(JSONNode(tape: tape, strings: strings, index: 1)))
        } catch {
            return .failure(error)
        }
    }
}
