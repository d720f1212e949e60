import Foundation
import Synchronization

/// Removes what a test process leaves behind, when it ends.
enum Cleanup {
    private static let clusters: Mutex<[PostgresCluster]> = Mutex([])

    private static let isArmed: Bool = {
        atexit { for cluster in Cleanup.clusters.withLock({ $0 }) { cluster.remove() } }
        return true
    }()

    static func atExit(_ cluster: PostgresCluster) {
        _ = self.isArmed
        self.clusters.withLock { $0.append(cluster) }
    }
}
