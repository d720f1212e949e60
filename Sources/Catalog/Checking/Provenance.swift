/// Where a row comes from: sources, each with its licence.
package struct Provenance: Sendable, Equatable {
    package struct Source: Sendable, Hashable {
        package var name: String
        /// An SPDX name.
        package var licence: String
    }

    package let sources: [Source]

    /// Reads `own`, `owner/repository (MIT)`, or several of these separated by `; `.
    ///
    /// - Returns: nil when there is none, or one has no licence.
    package init?(_ text: String) {
        var sources: [Source] = []
        for part in text.split(separator: ";") {
            let part = part.drop { $0 == " " }
            if part == "own" {
                // Written by this project, under its licence.
                sources.append(Source(name: "own", licence: "Apache-2.0"))
                continue
            }
            guard part.hasSuffix(")"), let bracket = part.lastIndex(of: "(") else { return nil }
            let name = part[..<bracket]
            let licence = part[part.index(after: bracket)...].dropLast()
            guard name.hasSuffix(" "), name.count > 1, !licence.isEmpty else { return nil }
            sources.append(Source(name: String(name.dropLast()), licence: String(licence)))
        }
        guard !sources.isEmpty else { return nil }
        self.sources = sources
    }
}
