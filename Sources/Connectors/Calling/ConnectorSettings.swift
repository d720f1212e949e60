import Foundation

/// A connector's settings, held against its descriptor.
struct ConnectorSettings: Sendable {
    /// Bytes of an open setting.
    private static let longestOpen = 2_048
    /// Bytes of a secret one: a service account's key file has 2.4 KB.
    private static let longestSecret = 64 * 1_024

    private let descriptor: ConnectorDescriptor
    private let open: [String: String]
    private let secret: [String: [UInt8]]

    /// - Throws: for a name that the descriptor does not have at that side, a missing or an over-long value.
    init(
        _ descriptor: ConnectorDescriptor, open: [String: String], secret: [String: [UInt8]]
    ) throws(ConnectorSettingsError) {
        for (name, isSecret, length) in open.map({ ($0, false, $1.utf8.count) })
            + secret.map({ ($0, true, $1.count) })
        {
            guard descriptor.settings.contains(where: { $0.name == name && $0.isSecret == isSecret }) else {
                throw ConnectorSettingsError(
                    setting: name, problem: "\(descriptor.kind.rawValue) has no such \(isSecret ? "secret" : "setting")"
                )
            }
            let longest = isSecret ? Self.longestSecret : Self.longestOpen
            guard length <= longest else {
                throw ConnectorSettingsError(setting: name, problem: "longer than \(longest) bytes")
            }
        }
        for setting in descriptor.settings where setting.isRequired {
            let isThere =
                setting.isSecret
                ? secret[setting.name]?.isEmpty == false : open[setting.name]?.isEmpty == false
            guard isThere else { throw ConnectorSettingsError(setting: setting.name, problem: "missing") }
        }
        self.descriptor = descriptor
        self.open = open
        self.secret = secret
    }

    /// The value, else the descriptor's default, else nothing.
    func text(_ name: String) -> String? {
        if let value = self.open[name], !value.isEmpty { return value }
        return self.descriptor.settings.first { $0.name == name }?.defaultValue
    }

    func requiredText(_ name: String) throws(ConnectorSettingsError) -> String {
        guard let text = self.text(name) else { throw ConnectorSettingsError(setting: name, problem: "missing") }
        return text
    }

    func address(_ name: String) throws(ConnectorSettingsError) -> ProviderAddress {
        guard let address = ProviderAddress(try self.requiredText(name)) else {
            throw ConnectorSettingsError(
                setting: name, problem: "no address of a host: https, without user, query and fragment")
        }
        return address
    }

    /// - Throws: for a value that is no number within the bounds.
    func number(_ name: String, in bounds: ClosedRange<Double>) throws(ConnectorSettingsError) -> Double {
        guard let value = Double(try self.requiredText(name)), bounds.contains(value) else {
            throw ConnectorSettingsError(
                setting: name, problem: "no number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return value
    }

    /// The bytes of a secret; empty counts as missing.
    func secretBytes(_ name: String) -> [UInt8]? {
        self.secret[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A secret that travels in a header: visible ASCII, white space around it removed.
    func secretText(_ name: String) throws(ConnectorSettingsError) -> String? {
        guard let bytes = self.secretBytes(name) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConnectorSettingsError(setting: name, problem: "has characters that no secret of this kind has")
        }
        return text
    }

    /// The pace that the setting `calls_per_second` gives.
    func pacer() throws(ConnectorSettingsError) -> CallPacer {
        CallPacer(callsPerSecond: try self.number("calls_per_second", in: 0.01...10_000))
    }
}

extension ConnectorSetting {
    /// Where the provider's interface is.
    static func baseURL(_ defaultValue: String?, _ meaning: String = "root of the interface") -> ConnectorSetting {
        ConnectorSetting("base_url", meaning, isRequired: defaultValue == nil, defaultValue: defaultValue)
    }

    /// How fast the connector calls.
    static func pace(_ callsPerSecond: Double) -> ConnectorSetting {
        ConnectorSetting(
            "calls_per_second", "calls a second at the most, over everything the connector does",
            defaultValue: String(callsPerSecond))
    }
}
