import Foundation

/// Finds what somebody meant to set and did not.
struct MisspeltSettings {
    /// Every key that can be set.
    let known: Set<String>

    /// Variables that only other commands read.
    private static let clientVariables = [
        "GNOMON_CONFIG", "GNOMON_SERVER", "GNOMON_TOKEN", "GNOMON_ENROLMENT_TOKEN", "GNOMON_FORCE_TABLE",
        VaultSettings.variable,
    ]

    /// Keys of a JSON file that are no settings, in order.
    func keys(inFile path: String) throws -> [String] {
        let data = FileManager.default.contents(atPath: path) ?? Data()
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw CommandFailure(.failed, "the configuration file \(path) is no JSON object")
        }
        return Self.leaves(of: object, under: "").filter { !self.known.contains($0) }.sorted()
    }

    /// `GNOMON_` variables that are no settings but begin as several settings do, or are nearly spelled as one.
    ///
    /// Scripts and later versions have `GNOMON_` variables of their own; these stay unnamed.
    func variables(in names: some Sequence<String>) -> [String] {
        let settings = self.known.map(SettingsReader.variable) + Self.clientVariables
        let groups = Set(
            self.known.filter { $0.contains(".") }.map { key in
                SettingsReader.variable(String(key.prefix { $0 != "." })) + "_"
            })
        return names.filter { name in
            name.hasPrefix("GNOMON_") && !settings.contains(name)
                && (groups.contains { name.hasPrefix($0) } || settings.contains { Self.isNear(name, $0) })
        }.sorted()
    }

    private static func leaves(of object: [String: Any], under place: String) -> [String] {
        object.flatMap { name, value in
            let key = place.isEmpty ? name : "\(place).\(name)"
            return (value as? [String: Any]).map { self.leaves(of: $0, under: key) } ?? [key]
        }
    }

    /// Whether at most two letters were left out, put in or changed.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (line, letter) in left.enumerated() {
            var corner = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let changed = corner + (letter == other ? 0 : 1)
                corner = row[column + 1]
                row[column + 1] = min(changed, corner + 1, row[column] + 1)
            }
        }
        return (row.last ?? 0) <= 2
    }
}
