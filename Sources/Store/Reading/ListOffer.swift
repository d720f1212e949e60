import Grants

/// What a list can be asked for, in words.
package struct ListOffer: Sendable {
    /// Each filter's name and what it takes, by name.
    package let filters: [(name: String, expected: String)]
    /// Names by which the list can be sorted.
    package let sorts: [String]
    /// The order when none is asked for; a leading `-` is descending.
    package let defaultSort: String

    package static let findings = ListOffer(of: Store.findingList)
    package static let connections = ListOffer(of: Store.connectionList)
    package static let grants = ListOffer(of: Store.grantList)
    package static let apps = ListOffer(of: Store.appList)
    package static let actions = ListOffer(of: Store.actionList)
    package static let jobs = ListOffer(of: Store.jobList)
    package static let log = ListOffer(of: Store.logList)
    package static let sensors = ListOffer(of: Store.sensorList(silentAfter: 0, now: Timestamp(milliseconds: 0)))
    package static let credentials = ListOffer(of: Store.credentialList(now: Timestamp(milliseconds: 0)))

    private init(of list: ListSpecification) {
        self.filters = list.filters.sorted { $0.key < $1.key }.map { ($0.key, $0.value.expected) }
        self.sorts = list.sorts.keys.sorted()
        self.defaultSort = list.defaultSort
    }
}
