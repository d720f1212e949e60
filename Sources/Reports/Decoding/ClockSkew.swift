package import Grants

/// The difference between the collector's clock and a sensor's.
package struct ClockSkew: Sendable, Equatable {
    /// Differences up to this are left alone.
    package static let tolerance: Int64 = 2 * 60 * 1000

    /// `received_at − sent_at`, in milliseconds.
    package var milliseconds: Int64

    package init(receivedAt: Timestamp, sentAt: Timestamp) {
        self.milliseconds = receivedAt.milliseconds - sentAt.milliseconds
    }

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whether event times of this report are corrected.
    package var isCorrected: Bool { abs(self.milliseconds) > Self.tolerance }

    /// A time of the sensor's clock on the collector's clock.
    package func corrected(_ time: Timestamp) -> Timestamp {
        self.isCorrected ? time.advanced(byMilliseconds: self.milliseconds) : time
    }
}
