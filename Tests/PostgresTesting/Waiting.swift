import Foundation

/// Blocks until a condition holds, at most `seconds`.
///
/// - Returns: whether it held in time.
@discardableResult
package func blockUntil(seconds: Double = 20, _ holds: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try !holds() {
        guard ContinuousClock.now < deadline else { return false }
        usleep(2_000)
    }
    return true
}
