import SQL

/// A database of either kind, as the store uses it: many readers and one writing thread.
protocol StoreEngine: Sendable {
    var dialect: SQLDialect { get }

    /// Runs `body` on a reading connection that sees one moment, away from the cooperative pool.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a transaction on the writing connection and commits. To be called on the writing thread alone,
    /// which it blocks.
    ///
    /// - Throws: what `body` throws, or why there was no commit; then nothing was changed.
    func transaction(_ body: (any SQLSession) throws -> Void) throws

    /// Ends the threads of readers.
    func close()
}
