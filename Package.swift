// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error, .when(configuration: .debug)),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")

let package = Package(
    name: "gnomon",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CCrypto"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CDeflate"),
        .systemLibrary(name: "CPostgres"),
        .systemLibrary(name: "CZlib"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CShippedData", path: "Sources/ShippedData", exclude: ["ATTRIBUTION.md", "data"]),
        .target(name: "Cryptography", dependencies: ["CCrypto"], swiftSettings: settings),
        .target(name: "Egress", dependencies: ["CCurl"], swiftSettings: settings),
        .target(name: "Grants", swiftSettings: settings),
        .target(
            name: "Reports", dependencies: ["Cryptography", "Grants", "CDeflate", "CSimdjson", "CZlib"],
            swiftSettings: settings),
        .target(name: "Catalog", dependencies: ["Grants", "CShippedData"], swiftSettings: settings),
        .target(name: "Risk", dependencies: ["Catalog", "Grants", "CShippedData"], swiftSettings: settings),
        .target(
            name: "Governance", dependencies: ["Risk", "Cryptography", "Grants", "CShippedData"],
            swiftSettings: settings),
        .target(
            name: "Connectors", dependencies: ["Egress", "Cryptography", "Grants"], swiftSettings: settings),
        .target(name: "SQL", swiftSettings: settings),
        .target(name: "Postgres", dependencies: ["SQL", "CPostgres"], swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: [
                "SQL", "Postgres", "Governance", "Risk", "Cryptography", "Grants", grdb, sqlite, deque, logging,
                metrics,
            ],
            swiftSettings: settings),
        .target(name: "Access", dependencies: ["Store", "Cryptography", "Grants"], swiftSettings: settings),
        .target(
            name: "Telemetry", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: settings),
        .target(name: "APIModel", swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: [
                "APIModel", "Access", "Store", hummingbird, logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ],
            swiftSettings: settings),
        .target(
            name: "Collector",
            dependencies: [
                "Web", "APIModel", "Access", "Store", "Reports", "Cryptography", "Grants", hummingbird, metrics,
            ],
            swiftSettings: settings),
        .target(
            name: "Analyzer",
            dependencies: [
                "Access", "Store", "Governance", "Risk", "Catalog", "Reports", "Cryptography", "Grants", lifecycle,
                logging, metrics,
            ],
            swiftSettings: settings),
        .target(
            name: "QueryAPI",
            dependencies: [
                "Web", "APIModel", "Access", "Store", "Governance", "Risk", "Cryptography", "Grants", hummingbird,
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings),
        .target(name: "Vault", dependencies: ["Cryptography"], swiftSettings: settings),
        .target(
            name: "Remediation",
            dependencies: [
                "Connectors", "Egress", "Store", "Governance", "Reports", "Cryptography", "Grants", lifecycle, logging,
                metrics,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "gnomon",
            dependencies: [
                "Collector", "Analyzer", "QueryAPI", "Remediation", "Connectors", "Egress", "Vault", "Cryptography",
                "Web", "Access", "Store",
                "Governance", "Risk", "Catalog",
                "Reports", "Grants", "APIModel", "Telemetry", argumentParser, configuration, hummingbird,
                lifecycle, logging, metrics, .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["gnomon.docc"], swiftSettings: settings),
        .executableTarget(
            name: "decode-benchmark", dependencies: ["Reports", "Grants"], path: "Tests/DecodeBenchmark",
            swiftSettings: settings),
        .executableTarget(
            name: "assess-benchmark", dependencies: ["SeededRandom", "Catalog", "Risk", "Grants"],
            path: "Tests/AssessBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "jobs-benchmark", dependencies: ["Store", "Grants"], path: "Tests/JobsBenchmark",
            swiftSettings: settings),
        .target(
            name: "ProviderFaking",
            dependencies: [
                "Cryptography", hummingbird, logging, .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/ProviderFaking", swiftSettings: settings),
        .executableTarget(
            name: "provider-fakes", dependencies: ["ProviderFaking"], path: "Tests/ProviderFakes",
            swiftSettings: settings),
        .testTarget(
            name: "ConnectorTests",
            dependencies: ["ProviderFaking", "SeededRandom", "Connectors", "Egress", "Cryptography", "Grants"],
            exclude: ["Support/oauth_server.py"], swiftSettings: settings),
        .target(
            name: "PostgresTesting", dependencies: ["Postgres", "SQL"], path: "Tests/PostgresTesting",
            swiftSettings: settings),
        .testTarget(
            name: "PostgresTests", dependencies: ["PostgresTesting", "Postgres", "SQL"], swiftSettings: settings),
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: settings),
        .target(
            name: "StoreTesting",
            dependencies: [
                "Analyzer", "Store", "SQL", "Postgres", "PostgresTesting", "Governance", "Risk", "Catalog", "Reports",
                "Cryptography", "Grants", grdb,
            ],
            path: "Tests/StoreTesting", swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "SeededRandom", "StoreTesting", "PostgresTesting", "Store", "Postgres", "SQL", "Governance", "Risk",
                "Reports", "Cryptography", "Grants", grdb,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "AccessTests", dependencies: ["StoreTesting", "Access", "Store", "Grants"], swiftSettings: settings),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: settings),
        .testTarget(
            name: "AnalyzerTests",
            dependencies: [
                "StoreTesting", "Analyzer", "Store", "SQL", "Governance", "Risk", "Catalog", "Cryptography", "Grants",
                lifecycle, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RiskTests", dependencies: ["SeededRandom", "Risk", "Catalog", "Grants"], swiftSettings: settings),
        .testTarget(
            name: "GovernanceTests",
            dependencies: ["SeededRandom", "Governance", "Risk", "Catalog", "Cryptography", "Grants"],
            swiftSettings: settings),
        .testTarget(
            name: "ReportsTests", dependencies: ["SeededRandom", "Reports", "Cryptography", "Grants", "CZlib"],
            exclude: ["WireVerdicts"],
            swiftSettings: settings),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: settings),
        .testTarget(
            name: "EgressTests", dependencies: ["Egress"], exclude: ["Support/peer.py"], swiftSettings: settings),
        .testTarget(name: "GrantsTests", dependencies: ["SeededRandom", "Grants"], swiftSettings: settings),
        .testTarget(
            name: "VaultTests", dependencies: ["SeededRandom", "Vault", "Cryptography"], swiftSettings: settings),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
        .testTarget(
            name: "CatalogTests", dependencies: ["SeededRandom", "Catalog", "Reports", "Grants"],
            swiftSettings: settings),
        .testTarget(
            name: "RemediationTests",
            dependencies: [
                "ProviderFaking", "StoreTesting", "Remediation", "Connectors", "Egress", "Store", "SQL", "Governance",
                "Reports",
                "Cryptography", "Grants", "SeededRandom", lifecycle, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "gnomon", "provider-fakes", "PostgresTesting", "StoreTesting", "Collector", "QueryAPI", "Web", "Access",
                "APIModel",
                "Store", "Postgres", "SQL", "Reports", "Governance", "Risk", "Cryptography", "Grants", grdb,
                hummingbird, logging, .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx17
)
