import Synchronization

/// The page of a vendor's listing that was read last: a page of theirs makes several of ours, and the next of ours
/// most often comes from the same.
final class LastPage<Page: Sendable>: Sendable {
    private let held = Mutex<(token: String?, page: Page)?>(nil)

    func page(for token: String?) -> Page? {
        self.held.withLock { $0.flatMap { $0.token == token ? $0.page : nil } }
    }

    func keep(_ page: Page, for token: String?) {
        self.held.withLock { $0 = (token, page) }
    }
}
