import CShippedData
import Grants

/// A sign whose answer is known, and what tells which other signs are of the same maker.
package struct TrainingExample: Sendable {
    package var kind: KnownApp.Kind
    package var value: String
    package var sign: AppSign
    package var isAI: Bool
    /// Registrable domain, vendor and product name in one spelling: examples that share one are of one maker.
    package var makers: [String]
    package var source: String

    package init?(
        kind: KnownApp.Kind, value: String, isAI: Bool, app: String, vendor: String, source: String
    ) {
        guard let sign = AppSign(kind: kind, value: value) else { return nil }
        self.kind = kind
        self.value = value
        self.sign = sign
        self.isAI = isAI
        self.source = source
        var makers = [app, vendor].map(Self.spelling)
        switch sign.content {
        case .host(let labels, _, _):
            makers += [labels.domain, Self.spelling(String(labels.label))]
        case .name:
            makers.append(Self.spelling(value))
        }
        self.makers = makers.filter { !$0.isEmpty }
    }

    /// ASCII letters and digits alone, in lower case.
    static func spelling(_ name: String) -> String {
        let letters = name.utf8.lazy.map(\.asciiLowercased).filter {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return String(decoding: Array(letters), as: UTF8.self)
    }

    /// What the catalogue teaches: its hosts and names; the names of its apps with client ids; the names and hosts of
    /// its providers that are no AI by category or by another row.
    ///
    /// - Returns: each kind and value once, in the order of the files.
    package static func all(apps: [KnownApp], providers: [Provider]) -> [TrainingExample] {
        var seen: Set<String> = []
        var examples: [TrainingExample] = []
        func add(_ example: TrainingExample?) {
            guard let example, seen.insert("\(example.kind.rawValue) \(example.value.lowercased())").inserted else {
                return
            }
            examples.append(example)
        }
        for app in apps {
            let isID = app.kind == .clientID
            add(
                TrainingExample(
                    kind: isID ? .name : app.kind, value: isID ? app.app : app.value, isAI: app.aiClass == .aiNative,
                    app: app.app, vendor: app.vendor, source: app.source))
        }
        let makersOfAI = Set(examples.lazy.filter(\.isAI).flatMap(\.makers))
        for provider in providers where !provider.category.hasPrefix("ai-") {
            let hosts = provider.authorize.map { $0.host.drop { $0 == "*" || $0 == "." } }
            let signs = [(KnownApp.Kind.name, provider.name)] + Set(hosts).sorted().map { (.domain, String($0)) }
            let found = signs.compactMap { kind, value in
                TrainingExample(
                    kind: kind, value: value, isAI: false, app: provider.name, vendor: provider.vendor,
                    source: "providers.json")
            }
            guard found.allSatisfy({ makersOfAI.isDisjoint(with: $0.makers) }) else { continue }
            for example in found { add(example) }
        }
        return examples
    }

    /// What the catalogue of this build teaches.
    package static func shipped() throws -> [TrainingExample] {
        let apps = UnsafeBufferPointer(start: gnomon_apps_csv.bytes, count: gnomon_apps_csv.size)
        let providers = UnsafeBufferPointer(start: gnomon_providers_json.bytes, count: gnomon_providers_json.size)
        return self.all(apps: try KnownApp.decode(CSV(apps)), providers: try Provider.decode(Array(providers)))
    }
}
