import Egress
import Foundation

/// What every connector is made over: the way out and the time.
struct ProviderLine: Sendable {
    let client: EgressClient
    let clock: @Sendable () -> Date
}
