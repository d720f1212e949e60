import SeededRandom
import Testing

@testable import Catalog

@Suite("Reading mutated URLs")
struct AuthorizationRequestFuzzTests {
    private static let pieces = [
        "&", "=", "?", "#", "%", "%25", "%2", "%zz", "%00", "%FF", "+", ",", ";", "/", "//", "\\", "\\/",
        "\\u0026", "@",
        ":", "[", "]", ".", "*", " ", "\n", "\0", "\u{212A}", "\u{1F600}", "&amp;", "&#38;", "client_id=",
        "scope=a,b+c",
        "continue=", "next=/x?client_id=c", "continue=https%3A%2F%2Fx%3Fclient_id%3Dc", "request=e30.e30.e30",
        "request=e30.W10.x", "user_scope=", "https://", "https%3A%2F%2F", "redirect_uri=?client_id=",
    ]

    @Test("never trap, and read the same twice")
    func mutations() throws {
        let reader = AuthorizationRequestReaderTests.reader
        let seeds = AuthorizationRequestTrap.all.map { Array($0.url.utf8) }
        var generator = SeededGenerator(seed: 42)
        var readable = 0

        for _ in 0..<10_000 {
            var bytes = try #require(seeds.randomElement(using: &generator))
            for _ in 0..<Int.random(in: 1...8, using: &generator) { Self.mutate(&bytes, using: &generator) }
            let url = String(decoding: bytes, as: UTF8.self)
            let first = Result { () throws(UnreadableURL) in try reader.read(url) }
            let second = Result { () throws(UnreadableURL) in try reader.read(url) }
            #expect(first == second)
            if case .success(let request) = first {
                readable += 1
                #expect(Set(request.scopes).count == request.scopes.count)
                #expect(request.clientID?.isEmpty != true)
            }
        }

        #expect(readable > 1_000)
    }

    @Test(
        "take time in proportion to their length",
        arguments: [
            "scope=", "a=1&", "next=/?client_id=", "next=%2F%3Fclient_id%3D", "&amp;", "%25", "\\/",
            "x?client_id&continue=",
        ])
    func length(piece: String) {
        let url = "https://accounts.google.com/?" + String(repeating: piece, count: 65_000 / piece.utf8.count)
        let start = ContinuousClock.now

        _ = try? AuthorizationRequestReaderTests.reader.read(url)

        // Milliseconds when linear; quadratic work on 64 KiB takes minutes in a debug build.
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            bytes.insert(
                contentsOf: Self.pieces.randomElement(using: &generator)?.utf8.map(\.self) ?? [], at: place)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3: bytes.removeLast(min(bytes.count, Int.random(in: 0...20, using: &generator)))
        default: bytes += bytes.suffix(Int.random(in: 0...40, using: &generator))
        }
    }
}
