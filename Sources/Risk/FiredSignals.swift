/// The signals that a connection shows, each with what showed it.
///
/// Two lists and no table: few of the signals fire, and judging is done for every event. Searching the signals alone
/// touches no text.
struct FiredSignals {
    private var signals: [Signal] = []
    private var details: [String] = []

    init() {
        self.signals.reserveCapacity(12)
        self.details.reserveCapacity(12)
    }

    subscript(signal: Signal) -> String? {
        get { self.signals.firstIndex(of: signal).map { self.details[$0] } }
        set {
            let place = self.signals.firstIndex(of: signal)
            switch (place, newValue) {
            case (let place?, let detail?): self.details[place] = detail
            case (let place?, nil):
                self.signals.remove(at: place)
                self.details.remove(at: place)
            case (nil, let detail?):
                self.signals.append(signal)
                self.details.append(detail)
            case (nil, nil): break
            }
        }
    }
}
