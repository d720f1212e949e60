import Cryptography
package import Governance
package import Risk
import SQL

/// The proposed actions that a filter matches at one moment, each with what it is about.
package struct ProposalSelection: Sendable {
    package struct Item: Sendable, Equatable {
        package var number: Int64
        package var kind: ActionKind
        package var severity: Severity
        /// Grants of a revoke, clients of a block; 0 for the other kinds.
        package var subjects: Int
    }

    /// By number.
    package var items: [Item]
    /// Whether the filter matches more than were asked for.
    package var isCut: Bool

    /// Over all items.
    package var subjects: Int { self.items.map(\.subjects).reduce(0, +) }

    /// SHA-256 over the actions' numbers and their counts of subjects: equal when nothing came, went or grew.
    package var digest: [UInt8] {
        var bytes: [UInt8] = []
        for item in self.items {
            for number in [item.number, Int64(item.subjects)] {
                withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
            }
        }
        return SHA256.hash(bytes)
    }
}

extension Store {
    /// - Parameters:
    ///   - filters: those of the list of actions; the state is always `proposed`.
    ///   - limit: most actions to read, 1 or more.
    /// - Throws: `ListRefusal`.
    package func proposals(
        matching filters: [String: [String]], limit: Int
    ) async throws -> ProposalSelection {
        try await self.read { database in
            var request = ListRequest(filters: filters, sort: "proposed_at", limit: min(500, limit))
            request.filters["state"] = [ActionState.proposed.rawValue]
            var items: [ProposalSelection.Item] = []
            var hasMore = false
            repeat {
                let page = try Self.actionList.page(request, database) { row in
                    try StoredAction.load(row["action_no"], database)
                }
                items += try page.rows.map { action in
                    let scope = try ActionScope.read(action.kind, connection: action.connection, database)
                    return ProposalSelection.Item(
                        number: action.number, kind: action.kind, severity: action.severity,
                        subjects: scope.subjects.count)
                }
                request.cursor = page.nextCursor
                hasMore = page.nextCursor != nil
            } while hasMore && items.count < limit
            return ProposalSelection(
                items: items.prefix(limit).sorted { $0.number < $1.number }, isCut: hasMore || items.count > limit)
        }
    }
}
