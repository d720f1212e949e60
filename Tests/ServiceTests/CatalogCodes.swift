import APIModel
import Foundation

/// How the codes about catalogues and corrections are reached.
enum CatalogCodes {
    static let cases: [CodeCase] = [
        CatalogCodes.importing(.catalogDamaged) { Array(try SignedCatalog.bundle().prefix(1000)) },
        CodeCase(code: .catalogTooLarge) { scene in
            // What says that it is too long is not waited for.
            let socket = try LoopbackSocket(port: scene.daemon.base.port ?? 0)
            let lines = [
                "PUT /v1/catalog HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
                "Authorization: Bearer \(try scene.daemon.adminToken())", "Content-Length: 1073741824", "", "{",
            ]
            try socket.send(Data(lines.joined(separator: "\r\n").utf8))
            return try HTTPAnswer(socket.readToEnd())
        },
        CodeCase(code: .catalogKeyUnknown) { scene in
            try scene.importing(try SignedCatalog.bundle())
        },
        CatalogCodes.importing(.catalogSignatureInvalid) { try SignedCatalog.bundle("2099-01-01", with: "2099-01-02") },
        // Base64 of the apps' file begins with that of "kin".
        CatalogCodes.importing(.catalogTampered) {
            try SignedCatalog.bundle("\"apps.csv\":\"a2lu", with: "\"apps.csv\":\"b2lu")
        },
        CatalogCodes.importing(.catalogOlder) { try SignedCatalog.bundle(version: "2020-01-01") },
        CatalogCodes.importing(.catalogInvalid) {
            try SignedCatalog.bundle(rows: ["domain,com,All,All,crm,not_ai,,,own"])
        },
        CodeCase(code: .overlayTooBroad) { scene in
            try scene.ask(
                "POST", "/v1/catalog/overlays",
                """
                {"kind":"domain","value":"com","app":"All","ai_class":"not_ai","reason":"quiet","sanctioned":true}
                """)
        },
        CodeCase(code: .overlayInvalid) { scene in
            try scene.ask(
                "POST", "/v1/catalog/overlays",
                "{\"kind\":\"colour\",\"value\":\"red\",\"app\":\"A\",\"ai_class\":\"not_ai\",\"reason\":\"why\"}")
        },
    ]

    private static func importing(
        _ code: ProblemCode, _ bundle: @escaping @Sendable () throws -> [UInt8]
    ) -> CodeCase {
        CodeCase(code: code, environment: (try? SignedCatalog.trust()) ?? [:]) { try $0.importing(bundle()) }
    }
}

extension CodeScene {
    fileprivate func importing(_ bundle: [UInt8]) throws -> HTTPAnswer {
        try self.daemon.call("PUT", "/v1/catalog", token: self.daemon.adminToken(), body: Data(bundle))
    }
}
