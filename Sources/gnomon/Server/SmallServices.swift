import Access
import ServiceLifecycle
import Store

/// Keeps the store's write-ahead log small.
struct StoreMaintenance: Service {
    let store: Store

    func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await self.store.maintain()
        }
    }
}

/// Reads the tokens anew every five seconds: another process may have changed them.
struct TokenRefresh: Service {
    let tokens: TokenDirectory

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(5))
                try? await self.tokens.refresh()
            }
        }
    }
}
