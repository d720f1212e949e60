import APIModel
import Access
import Governance
import Grants
import Hummingbird
import Store
import Web

/// The catalogue, its corrections and its updates.
extension QueryRoutes {
    static let catalogTable = [
        route("GET", "/v1/catalog", .readInventory) { routes, _, _, _ in
            try routes.json(try await routes.surroundings.catalog.info())
        },
        route("POST", "/v1/catalog/lookup", .readInventory) { routes, request, _, _ in
            try await routes.lookUp(request)
        },
        route("PUT", "/v1/catalog", .replaceCatalog) { routes, request, _, actor in
            try await routes.importCatalog(request, actor)
        },
        route("GET", "/v1/catalog/overlays", .readInventory) { routes, request, _, _ in
            try await routes.overlays(request)
        },
        route("POST", "/v1/catalog/overlays", .correctCatalog) { routes, request, _, actor in
            try await routes.addOverlay(request, actor)
        },
        route("DELETE", "/v1/catalog/overlays/{id}", .correctCatalog) { routes, _, context, actor in
            try await routes.removeOverlay(context, actor)
        },
    ]

    /// A value may be a person's own, so it comes in the body and never in a URL that proxies log.
    private func lookUp(_ request: Request) async throws -> Response {
        let question = try await self.body(CatalogQuestion.self, of: request)
        guard (1...2048).contains(question.value.utf8.count) else {
            throw ProblemResponse(.parameterInvalid, detail: "1 to 2048 bytes", field: "value")
        }
        return try self.json(ListBody(data: self.surroundings.catalog.answers(question), nextCursor: nil))
    }

    // MARK: - Updates

    private func importCatalog(_ request: Request, _ actor: RequestActor) async throws -> Response {
        do {
            let file = try await Self.file(in: request)
            let bundle = try self.surroundings.catalog.bundle(file)
            let (number, isNew) = try await self.store.importCatalog(
                bundle, file: file, newerThan: self.surroundings.catalog.shippedVersion, by: actor.personNumber,
                now: self.clock.now())
            try await self.surroundings.catalog.refresh()
            return try self.json(
                CatalogImportAnswer(
                    id: "cat_\(number)", version: bundle.version.description, signedBy: bundle.keyID,
                    isRepeat: !isNew))
        } catch let refusal as CatalogRefusal {
            try await self.store.noteRefusal(
                of: "catalog.import", code: refusal.code.rawValue, by: actor.personNumber, now: self.clock.now())
            throw ProblemResponse(
                ProblemCode(rawValue: refusal.code.rawValue) ?? .catalogInvalid, detail: refusal.detail)
        }
    }

    /// The request's body. One that says it is too long is not read; one that becomes too long is read no further.
    private static func file(in request: Request) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > CatalogBundle.maximumBytes {
            throw CatalogRefusal.tooLarge
        }
        var file: [UInt8] = []
        for try await buffer in request.body {
            guard file.count + buffer.readableBytes <= CatalogBundle.maximumBytes else {
                throw CatalogRefusal.tooLarge
            }
            file.append(contentsOf: buffer.readableBytesView)
        }
        return file
    }

    // MARK: - Corrections

    /// Those in force, or with `removed=true` all that there were.
    private func overlays(_ request: Request) async throws -> Response {
        let list = try self.listRequest(request)
        guard list.filters.keys.allSatisfy({ $0 == "removed" }), list.cursor == nil else {
            throw ProblemResponse(.filterUnknown, detail: "known: removed")
        }
        let rows = try await self.store.overlays(removed: list.filters["removed"] == ["true"])
        return try self.json(ListBody(data: rows.map { Self.body(of: $0) }, nextCursor: nil))
    }

    private func addOverlay(_ request: Request, _ actor: RequestActor) async throws -> Response {
        let asked = try Self.correction(try await self.body(OverlayRequest.self, of: request))
        guard !asked.isSanctioned || actor.may(.replaceCatalog) else {
            throw ProblemResponse(.roleRequired, detail: "only an admin sanctions an app")
        }
        let warnings: [String]
        switch self.surroundings.catalog.verdict(asked) {
        case .taken(let words): warnings = words
        case .tooBroad(let detail):
            try await self.store.noteRefusal(
                of: "catalog.overlay.add", code: ProblemCode.overlayTooBroad.rawValue, by: actor.personNumber,
                now: self.clock.now())
            throw ProblemResponse(.overlayTooBroad, detail: detail, field: "value")
        case .invalid(let detail): throw ProblemResponse(.overlayInvalid, detail: detail, field: "value")
        }
        let number = try await self.store.addOverlay(asked, by: actor.personNumber, now: self.clock.now())
        try await self.surroundings.catalog.refresh()
        guard let made = try await self.store.overlays(removed: true).first(where: { $0.number == number }) else {
            throw ProblemResponse(.notFound)
        }
        return try self.json(Self.body(of: made, warnings), status: .created)
    }

    private func removeOverlay(_ context: WebContext, _ actor: RequestActor) async throws -> Response {
        let number = try self.number(context, prefix: "ovl_")
        try await self.store.removeOverlay(number, by: actor.personNumber, now: self.clock.now())
        try await self.surroundings.catalog.refresh()
        return Response(status: .noContent)
    }

    /// - Throws: `overlay_invalid` with the field at fault.
    private static func correction(_ asked: OverlayRequest) throws -> NewOverlay {
        func checked(_ text: String, _ field: String, _ lengths: ClosedRange<Int>) throws -> String {
            guard lengths.contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw ProblemResponse(
                    .overlayInvalid, detail: "\(lengths.lowerBound) to \(lengths.upperBound) printable bytes",
                    field: field)
            }
            return text
        }
        guard let aiClass = AIClass(rawValue: asked.aiClass) else {
            let known = AIClass.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProblemResponse(.overlayInvalid, detail: "one of \(known)", field: "ai_class")
        }
        let value = try checked(asked.value, "value", 1...512)
        return NewOverlay(
            kind: asked.kind, value: asked.kind == "client_id" ? value : value.lowercased(),
            providerID: try checked(asked.provider ?? "", "provider", 0...100),
            app: try checked(asked.app, "app", 1...100),
            vendor: try checked(asked.vendor ?? asked.app, "vendor", 1...100),
            category: try checked(asked.category ?? "other", "category", 1...50), aiClass: aiClass,
            isSanctioned: asked.sanctioned ?? false, reason: try checked(asked.reason, "reason", 1...500))
    }

    private static func body(of overlay: OverlayRecord, _ warnings: [String]? = nil) -> OverlayBody {
        let correction = overlay.correction
        return OverlayBody(
            id: "ovl_\(overlay.number)", kind: correction.kind, value: correction.value,
            provider: correction.providerID.isEmpty ? nil : correction.providerID, app: correction.app,
            vendor: correction.vendor, category: correction.category, aiClass: correction.aiClass.rawValue,
            sanctioned: correction.isSanctioned, reason: correction.reason, author: overlay.author,
            createdAt: overlay.createdAt.description, removedAt: overlay.removedAt?.description, warnings: warnings)
    }
}
