import SQL

extension Store {
    /// Walks through a whole database, beside the servers that use it: one moment of it, and nothing is written.
    ///
    /// - Returns: a verdict for each invariant, broken or not.
    /// - Throws: `StoreError` with `store_unavailable` or `store_newer_schema`.
    package static func check(at location: StoreLocation) throws -> SoundnessReport {
        try location.readOnly { database in
            try Schema.requirePresentVersion(database, address: try location.shownAddress())
            var report = SoundnessReport()
            for invariant in Invariant.all(on: database.dialect) {
                try report.ask(invariant) { say in
                    do {
                        try invariant.breaches(database, say)
                    } catch let error as SQLError where database.dialect == .sqlite {
                        // Where the file is damaged, the other invariants are asked all the same.
                        say("cannot be read: \(error.message)")
                    }
                }
            }
            return report
        }
    }
}
