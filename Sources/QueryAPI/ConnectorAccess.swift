package import APIModel
package import Access
package import Store

/// Connectors and their secrets as the routes need them.
package struct ConnectorAccess: Sendable {
    package var kinds: @Sendable () -> [ConnectorKindBody]
    package var body: @Sendable (ConnectorRecord) throws -> ConnectorBody
    /// Keeps a new connector; its number.
    ///
    /// - Throws: `ConnectorRefusal`, `StoreError`.
    package var add: @Sendable (ConnectorRequest, RequestActor) async throws -> Int64
    package var rotate: @Sendable (_ number: Int64, [String: String], RequestActor) async throws -> Void
    package var test: @Sendable (_ number: Int64, RequestActor) async throws -> ConnectorHealthBody

    package init(
        kinds: @escaping @Sendable () -> [ConnectorKindBody],
        body: @escaping @Sendable (ConnectorRecord) throws -> ConnectorBody,
        add: @escaping @Sendable (ConnectorRequest, RequestActor) async throws -> Int64,
        rotate: @escaping @Sendable (Int64, [String: String], RequestActor) async throws -> Void,
        test: @escaping @Sendable (Int64, RequestActor) async throws -> ConnectorHealthBody
    ) {
        self.kinds = kinds
        self.body = body
        self.add = add
        self.rotate = rotate
        self.test = test
    }
}

/// Why a connector, or its secrets, were not taken.
package struct ConnectorRefusal: Error, Sendable, Equatable {
    package var code: ProblemCode
    package var detail: String

    package init(_ code: ProblemCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
