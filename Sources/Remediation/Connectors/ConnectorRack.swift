import Store

/// The connectors at work, each made anew when its settings have changed.
actor ConnectorRack {
    private let store: Store
    private let foundry: ConnectorFoundry
    private var live: [Int64: LiveConnector] = [:]

    init(store: Store, foundry: ConnectorFoundry) {
        self.store = store
        self.foundry = foundry
    }

    /// Connectors in use whose jobs do not wait. One that cannot be made is paused with the reason; a pause that came
    /// so ends when it can be made again.
    func inUse(now: WallClock) async throws -> [LiveConnector] {
        let records = try await self.store.connectors().filter { !$0.isDisabled }
        var usable: [LiveConnector] = []
        for record in records {
            if let paused = record.pausedBecause, !paused.hasPrefix(Self.faultMark) { continue }
            if let known = self.live[record.number], known.record.revision == record.revision {
                usable.append(known)
                continue
            }
            do {
                let sealed = try await self.store.sealedSecrets(of: record.number)
                let fresh = try self.foundry.make(record, sealed: sealed)
                self.live[record.number] = fresh
                if record.pausedBecause == nil {
                    usable.append(fresh)
                } else {
                    try await self.store.pauseConnector(
                        record.number, because: nil, by: .remediator, now: now.now())
                }
            } catch let fault as ConnectorFault {
                self.live[record.number] = nil
                let because = Self.faultMark + fault.text
                guard record.pausedBecause != because else { continue }
                try await self.store.pauseConnector(
                    record.number, because: because, by: .remediator, now: now.now())
            }
        }
        let numbers = Set(records.map(\.number))
        self.live = self.live.filter { numbers.contains($0.key) }
        return usable
    }

    /// Begins the reason of a pause that ends by itself.
    private static let faultMark = "fault "
}
