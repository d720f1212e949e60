extension AppClassifier {
    /// Why a text is no classifier.
    package enum Failure: Error, Equatable {
        /// The first row names another format.
        case format(String)
        case badWeight(row: Int)
        case repeated(feature: String)
        /// A number that every classifier has.
        case missing(String)
    }

    /// Reads the columns `feature,weight`. The first row is the format's name; rows that begin with `@` are the
    /// numbers beside the weights.
    package init(weights csv: CSV) throws {
        let columns = (feature: try csv.column("feature"), weight: try csv.column("weight"))
        guard let first = csv.rows.first, first[columns.feature] == Self.formatName else {
            throw Failure.format(csv.rows.first?[columns.feature] ?? "")
        }
        var weights: [String: Int] = [:]
        for (index, row) in csv.rows.enumerated().dropFirst() {
            guard let weight = Int32(row[columns.weight]) else { throw Failure.badWeight(row: index + 2) }
            guard weights.updateValue(Int(weight), forKey: row[columns.feature]) == nil else {
                throw Failure.repeated(feature: row[columns.feature])
            }
        }
        func number(_ name: String) throws -> Int {
            guard let value = weights.removeValue(forKey: name) else { throw Failure.missing(name) }
            return value
        }
        let bias = try number("@bias")
        let threshold = try number("@threshold")
        let calibration = Calibration(slope: try number("@slope"), offset: try number("@offset"))
        self.init(weights: weights, bias: bias, threshold: threshold, calibration: calibration)
    }
}
