import Grants

/// Whether an organisation's own correction says what it means: it wins over the catalogue, so a slip would be dear.
package enum OverlayCheck {
    /// Why a correction is not taken.
    package struct Refusal: Error, Sendable, Equatable {
        /// It would speak for apps that it does not mean; otherwise a value is wrong.
        package var isTooBroad: Bool
        package var detail: String
    }

    /// - Returns: what its author should know, in whole sentences.
    package static func warnings(for row: KnownApp, in catalog: CatalogSnapshot) throws(Refusal) -> [String] {
        if row.kind == .name {
            throw Refusal(
                isTooBroad: true, detail: "any client can call itself \(row.kind.rawValue); name a sign it shows")
        }
        if let fault = SignCheck.faults(of: row.kind, row.value).first {
            throw Refusal(isTooBroad: fault.code == .tooBroad, detail: fault.detail)
        }
        if row.kind == .domain || row.kind == .redirectHost,
            HostCheck.isHosting(row.value) || SignCheck.isAnybodys(row.value)
        {
            throw Refusal(isTooBroad: true, detail: "\(row.value) is shared by many products; name the app's own host")
        }
        if !row.provider.isEmpty, catalog.providers.provider(id: row.provider) == nil {
            throw Refusal(isTooBroad: false, detail: "no provider has this id; see gnomon catalog lookup")
        }
        guard row.traits.contains(.sanctioned) else { return [] }
        switch row.kind {
        case .clientID where row.provider.isEmpty:
            throw Refusal(
                isTooBroad: true, detail: "a sanction is for a client id at one provider; name the provider")
        case .clientID:
            return catalog.apps.isOwnHost("unknown.invalid", of: row.app) == nil
                ? [
                    """
                    No web host of \(row.app) is known, so the sanction lowers nothing yet. Add a \
                    correction of the kind redirect_host with the same app.
                    """
                ] : []
        case .metadataHost: return []
        case .redirectHost, .customScheme, .domain, .name:
            throw Refusal(
                isTooBroad: true,
                detail: """
                    a client can choose its \(row.kind.rawValue), so a sanction by it would speak for any client; \
                    sanction a client_id at its provider, or a cimd_host
                    """)
        }
    }
}
