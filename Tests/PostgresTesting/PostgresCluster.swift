package import Foundation
import Postgres
import Synchronization

/// A PostgreSQL server of the tests' own: in a temporary folder, as an unprivileged user, on a port and a socket of its
/// own. The system's server, if there is one, is neither used nor touched.
package final class PostgresCluster: Sendable {
    /// Why a cluster could not be made or did not do what was asked.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The one that tests share; it ends with the process.
    package static let shared = Result { try PostgresCluster(settings: ["fsync=off"]) }

    package let folder: URL
    package let port: Int
    private let server: Mutex<ServerProcess?> = Mutex(nil)
    private let databases = Atomic(0)
    private let isRemoved = Atomic(false)
    private let settings: [String]
    private let watchdog: Watchdog
    /// Beside the folder: a copy of the folder must be readable to the server's user.
    private let log: URL

    /// Makes and starts one.
    ///
    /// - Parameter settings: lines of `postgresql.conf`.
    package convenience init(settings: [String] = []) throws {
        let folder = try Self.newFolder()
        try PostgresPrograms.run("initdb", ["-D", folder.path, "-U", "gnomon", "-A", "trust", "-E", "UTF8", "-N"])
        try self.init(startIn: folder, settings: settings)
    }

    /// Starts the server of a folder that is a database cluster already.
    private init(startIn folder: URL, settings: [String]) throws {
        self.folder = folder
        self.log = folder.appendingPathExtension("log")
        self.port = try FreePort.find()
        self.settings = settings
        self.watchdog = try Watchdog(folder: folder, log: self.log)
        try self.start()
        Cleanup.atExit(self)
    }

    private static func newFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "gnomon-pg-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try PostgresPrograms.giveAway(folder)
        return folder
    }

    // MARK: - Databases

    /// Where a database of this server is.
    package func url(database: String, _ parameters: String = "") -> String {
        "postgresql://gnomon@127.0.0.1:\(self.port)/\(database)\(parameters.isEmpty ? "" : "?\(parameters)")"
    }

    /// Makes a database: an empty one, or a copy of another that nobody is connected to.
    package func newDatabase(copyOf template: String = "template1") throws -> String {
        let name = "t\(self.databases.wrappingAdd(1, ordering: .relaxed).newValue)"
        let connection = try PostgresConnection(PostgresConfig(connectionString: self.url(database: "postgres")))
        try connection.script("CREATE DATABASE \(name) TEMPLATE \(template)")
        return self.url(database: name)
    }

    /// Makes an empty database whose tables are on that disk; what is written ahead stays where it was.
    package func newDatabase(on disk: SmallDisk) throws -> String {
        let connection = try PostgresConnection(PostgresConfig(connectionString: self.url(database: "postgres")))
        try connection.script("CREATE TABLESPACE small LOCATION '\(disk.folder.path)'")
        try connection.script("CREATE DATABASE small TABLESPACE small")
        return self.url(database: "small")
    }

    /// Runs a statement as the superuser.
    package func run(_ sql: String) throws {
        var config = PostgresConfig(connectionString: self.url(database: "postgres"))
        config.commitTimeout = 5_000
        try PostgresConnection(config).script(sql)
    }

    // MARK: - The server

    /// Starts the server, and waits until it answers.
    package func start() throws {
        let options =
            [
                "-D", self.folder.path, "-p", "\(self.port)", "-k", self.folder.path, "-c",
                "listen_addresses=127.0.0.1",
                "-c", "max_connections=500", "-c", "shared_buffers=64MB", "-c", "logging_collector=off",
            ] + self.settings.flatMap { ["-c", $0] }
        let process = try ServerProcess(
            PostgresPrograms.command("postgres", options), log: self.log)
        self.server.withLock { $0 = process }
        let config = PostgresConfig(
            connectionString: self.url(database: "postgres", "target_session_attrs=any"))
        try process.wait { (try? PostgresConnection(config)) != nil }
    }

    /// Ends the server: connections are cut, what was committed stays.
    package func stop() {
        self.server.withLock { $0 }?.end(SIGINT)
    }

    /// Ends all its processes at once, as a power cut would: when this returns, none of them answers or commits.
    package func kill() {
        self.processes.kill()
        self.server.withLock { $0 }?.end(SIGKILL)
    }

    /// Identifiers of its processes that have not ended.
    package var runningProcesses: [Int] { self.processes.running.map(Int.init) }

    private var processes: ClusterProcesses { ClusterProcesses(of: self.folder) }

    /// Ends the server and has its files deleted; nobody waits for the last of them.
    package func remove() {
        guard !self.isRemoved.exchange(true, ordering: .sequentiallyConsistent) else { return }
        self.kill()
        self.watchdog.dismiss()
        _ = try? SpawnedProgram.start(["/bin/rm", "-rf", self.folder.path, self.log.path], output: "/dev/null")
    }

    /// Leaves all as it is when this process is killed: what is left ends within seconds, files and all.
    package func abandon() {
        self.isRemoved.store(true, ordering: .sequentiallyConsistent)
        self.watchdog.abandon()
    }

    // MARK: - A standby

    /// Makes a standby that follows this server by streaming.
    ///
    /// - Parameter name: its `application_name`, for `synchronous_standby_names`.
    package func makeStandby(name: String) throws -> PostgresCluster {
        let folder = try Self.newFolder()
        try PostgresPrograms.run(
            "pg_basebackup",
            [
                "-D", folder.path, "-R", "-X", "stream", "-c", "fast",
                "-d", "host=127.0.0.1 port=\(self.port) user=gnomon application_name=\(name)",
            ])
        return try PostgresCluster(startIn: folder, settings: self.settings)
    }

    /// Makes this standby the primary.
    package func promote() throws {
        try PostgresPrograms.run("pg_ctl", ["promote", "-w", "-D", self.folder.path])
    }
}
