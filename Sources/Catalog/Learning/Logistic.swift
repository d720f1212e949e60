/// The logistic function by additions, multiplications and divisions alone: equal on every machine, which the
/// system's `exp` need not be.
enum Logistic {
    /// 1 / (1 + e^−x).
    static func probability(_ x: Double) -> Double {
        let power = self.exponential(-min(abs(x), 40))
        return x >= 0 ? 1 / (1 + power) : power / (1 + power)
    }

    /// e^x for −40 ≤ x ≤ 0: a power of two, and a series for the rest, which is at most ln 2.
    private static func exponential(_ x: Double) -> Double {
        let halvings = (x * Self.inverseLog2).rounded(.up)
        let rest = x - halvings * Self.log2
        var term = 1.0
        var sum = 1.0
        for index in 1...12 {
            term = term * rest / Double(index)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(halvings), significand: 1) * sum
    }

    /// The natural logarithm of the odds of a probability: the inverse of `probability`, by halving.
    static func logOdds(_ probability: Double) -> Double {
        var low = -40.0
        var high = 40.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if self.probability(middle) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    private static let log2 = 0.693147180559945309
    private static let inverseLog2 = 1.44269504088896341
}
