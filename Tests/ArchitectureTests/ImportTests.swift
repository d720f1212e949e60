import Foundation
import Testing

/// The picture of the targets: which may import which. An arrow that is not here needs a decision first.
private let arrows: [String: Set<String>] = [
    "Cryptography": ["CCrypto"],
    "Egress": ["CCurl"],
    "Grants": [],
    "Reports": ["Cryptography", "Grants", "CDeflate", "CSimdjson", "CZlib"],
    "Catalog": ["Grants", "CShippedData"],
    "Risk": ["Catalog", "Grants", "CShippedData"],
    "Governance": ["Risk", "Cryptography", "Grants", "CShippedData"],
    "Connectors": ["Egress", "Cryptography", "Grants"],
    "SQL": [],
    "Postgres": ["SQL", "CPostgres"],
    "Store": [
        "SQL", "Postgres", "Governance", "Risk", "Cryptography", "Grants", "DequeModule", "GRDB", "GRDBSQLite",
        "Logging", "Metrics",
    ],
    "Access": ["Store", "Cryptography", "Grants"],
    "Telemetry": ["CoreMetrics"],
    "APIModel": [],
    "Web": [
        "APIModel", "Access", "Store", "Hummingbird", "HTTPTypes", "Logging", "NIOCore", "NIOHTTP1", "NIOHTTPTypes",
    ],
    "Collector": [
        "Web", "APIModel", "Access", "Store", "Reports", "Cryptography", "Grants", "Hummingbird", "Metrics",
    ],
    "Analyzer": [
        "Access", "Store", "Governance", "Risk", "Catalog", "Reports", "Cryptography", "Grants", "Logging", "Metrics",
        "ServiceLifecycle",
    ],
    "QueryAPI": [
        "Web", "APIModel", "Access", "Store", "Governance", "Risk", "Cryptography", "Grants", "Hummingbird",
        "HTTPTypes",
    ],
    "Vault": ["Cryptography"],
    "Remediation": [
        "Connectors", "Egress", "Store", "Governance", "Reports", "Cryptography", "Grants", "Logging", "Metrics",
        "ServiceLifecycle",
    ],
    "gnomon": [
        "Collector", "Analyzer", "QueryAPI", "Remediation", "Connectors", "Egress", "Vault", "Cryptography", "Web",
        "Access", "Store",
        "Governance", "Risk", "Catalog", "Reports",
        "Grants", "APIModel", "Telemetry", "ArgumentParser", "Configuration", "Hummingbird", "ServiceLifecycle",
        "Logging", "Metrics", "NIOCore", "NIOPosix", "SystemPackage", "UnixSignals",
    ],
]

/// What Swift brings along.
private let toolchain: Set<String> = ["Foundation", "FoundationEssentials", "FoundationNetworking", "Synchronization"]

/// Targets that judge: no clock, no files, no network.
private let pureTargets = ["Grants", "Catalog", "Risk", "Governance"]

private let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources")

private struct SourceFile {
    var name: String
    var lines: [Substring]

    /// The modules it imports.
    var imports: [String] {
        self.lines.compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
                words[..<index].allSatisfy({ $0.hasPrefix("@") || Self.levels.contains($0) })
            else { return nil }
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let name = kinds.contains(words[index + 1]) ? words[index + 2] : words[index + 1]
            return String(name.prefix { $0 != "." && $0 != ";" })
        }
    }

    private static let levels: Set = ["public", "package", "internal", "fileprivate", "private"]

    static func of(_ target: String) -> [SourceFile] {
        let folder = sources.appendingPathComponent(target)
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8) else {
                return nil
            }
            return SourceFile(name: "\(target)/\(path)", lines: text.split(separator: "\n"))
        }
    }
}

@Suite("Architecture")
struct ImportTests {
    @Test("the picture names every Swift target, and no target is empty")
    func targets() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path)
        let swift = folders.filter { !SourceFile.of($0).isEmpty }

        #expect(Set(swift) == Set(arrows.keys))
        for folder in folders {
            let files = FileManager.default.enumerator(atPath: sources.appendingPathComponent(folder).path)
            let isCode = files?.contains { item in
                let name = "\(item)"
                return [".swift", ".c", ".cpp", ".modulemap"].contains { name.hasSuffix($0) }
            }
            #expect(isCode == true, "\(folder) has no code")
        }
    }

    @Test("a target imports only what the picture shows", arguments: arrows.keys.sorted())
    func imports(target: String) {
        let allowed = arrows[target, default: []].union(toolchain)

        for file in SourceFile.of(target) {
            for module in file.imports {
                #expect(allowed.contains(module), "\(file.name) imports \(module)")
            }
        }
    }

    @Test("the arrows form no circle")
    func noCircle() {
        var left = arrows.mapValues { $0.intersection(arrows.keys) }

        while let free = left.first(where: { $0.value.isEmpty })?.key {
            left[free] = nil
            left = left.mapValues { $0.subtracting([free]) }
        }

        #expect(left.isEmpty, "\(left.keys.sorted()) import one another")
    }

    @Test("Collector, Analyzer and QueryAPI do not know one another")
    func roles() {
        let roles: Set = ["Collector", "Analyzer", "QueryAPI"]

        for role in roles {
            #expect(arrows[role, default: []].isDisjoint(with: roles))
        }
    }

    @Test("only Store speaks SQL through GRDB")
    func database() {
        for target in arrows.keys.sorted() where target != "Store" {
            for file in SourceFile.of(target) {
                #expect(!file.imports.contains("GRDB"), "\(file.name)")
            }
        }
    }

    @Test("what judges uses no clock, file, network, thread or chance", arguments: pureTargets)
    func purity(target: String) {
        let words = [
            "Date()", "Date.now", "FileManager", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday",
            "DispatchTime", "URLSession", "socket(", "Task.sleep", "Thread", "ProcessInfo", "getenv", ".random(",
            "UUID()", "contentsOf:", "contentsOfFile",
        ]

        for file in SourceFile.of(target) {
            for line in file.lines {
                let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
                for word in words {
                    // `append(contentsOf:)` and its like read no file.
                    let isCollection = word == "contentsOf:" && (code.contains("append(") || code.contains("insert("))
                    #expect(!code.contains(word) || isCollection, "\(file.name): \(word)")
                }
            }
        }
    }
}
