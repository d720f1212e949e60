/// Parts the examples so that all signs of one maker fall into one part.
///
/// Makers that share an example are one group. A group's part follows from its least name, so that it does not move
/// when others are added.
package struct MakerFolds: Sendable {
    /// The part of each example, 0 ..< `count`.
    package let folds: [Int]
    package let count: Int

    /// - Parameters:
    ///   - makers: for each example the makers it names, one at least.
    package init(_ makers: [[String]], count: Int) {
        var parents: [String: String] = [:]
        func root(_ name: String) -> String {
            var name = name
            while let parent = parents[name], parent != name { name = parent }
            return name
        }
        for names in makers {
            // The least name becomes the root, whatever the order of the examples.
            let roots = names.map(root)
            guard let least = roots.min() else { continue }
            for name in roots { parents[name] = least }
        }
        self.count = count
        self.folds = makers.map { names in
            let name = names.first.map(root) ?? ""
            // High bits: FNV-1a's low bits follow the last letter.
            return Int(SignFeatures.hash(of: name.utf8) >> 33) % count
        }
    }
}
