package import APIModel
package import Governance
package import Grants
package import Store

/// The catalogue in force as the routes need it.
package struct CatalogAccess: Sendable {
    /// What becomes of a correction that somebody asks for.
    package enum Verdict: Sendable, Equatable {
        /// With what its author should know.
        case taken(warnings: [String])
        case tooBroad(String)
        case invalid(String)
    }

    package var version: @Sendable () -> String
    package var info: @Sendable () async throws -> CatalogBody
    package var answers: @Sendable (CatalogQuestion) throws -> [CatalogAnswer]
    package var verdict: @Sendable (NewOverlay) -> Verdict
    /// Whether a provider has the id.
    package var isProvider: @Sendable (String) -> Bool
    /// Checks a signed catalogue, row by row.
    ///
    /// - Throws: `CatalogRefusal`.
    package var bundle: @Sendable ([UInt8]) throws -> CatalogBundle
    /// The version that the build brings along.
    package var shippedVersion: CatalogVersion
    /// Takes what the store has now.
    package var refresh: @Sendable () async throws -> Void

    package init(
        version: @escaping @Sendable () -> String, info: @escaping @Sendable () async throws -> CatalogBody,
        answers: @escaping @Sendable (CatalogQuestion) throws -> [CatalogAnswer],
        verdict: @escaping @Sendable (NewOverlay) -> Verdict, isProvider: @escaping @Sendable (String) -> Bool,
        bundle: @escaping @Sendable ([UInt8]) throws -> CatalogBundle, shippedVersion: CatalogVersion,
        refresh: @escaping @Sendable () async throws -> Void
    ) {
        self.version = version
        self.info = info
        self.answers = answers
        self.verdict = verdict
        self.isProvider = isProvider
        self.bundle = bundle
        self.shippedVersion = shippedVersion
        self.refresh = refresh
    }
}
