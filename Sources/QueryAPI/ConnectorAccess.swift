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
    /// Keeps a new receiver of events; its number and its signing secret.
    package var addWebhook: @Sendable (WebhookRequest, RequestActor) async throws -> (Int64, String)
    /// Seals every secret under the current master key; how many were sealed anew.
    package var rewrap: @Sendable (RequestActor) async throws -> Int

    package init(
        kinds: @escaping @Sendable () -> [ConnectorKindBody],
        body: @escaping @Sendable (ConnectorRecord) throws -> ConnectorBody,
        add: @escaping @Sendable (ConnectorRequest, RequestActor) async throws -> Int64,
        rotate: @escaping @Sendable (Int64, [String: String], RequestActor) async throws -> Void,
        test: @escaping @Sendable (Int64, RequestActor) async throws -> ConnectorHealthBody,
        addWebhook: @escaping @Sendable (WebhookRequest, RequestActor) async throws -> (Int64, String),
        rewrap: @escaping @Sendable (RequestActor) async throws -> Int
    ) {
        self.kinds = kinds
        self.body = body
        self.add = add
        self.rotate = rotate
        self.test = test
        self.addWebhook = addWebhook
        self.rewrap = rewrap
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
