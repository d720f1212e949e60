import Foundation
import Testing

@Suite("What a 202 promises")
struct DurabilityTests {
    @Test("A sync of the write-ahead log lies between a group's last write and its first 202")
    func syncBeforeAnswer() throws {
        let trace = try Self.trace(synchronous: "full")

        #expect(trace.unsynced.isEmpty, "a 202 left before its group was synced")
        #expect(trace.groups.reduce(into: 0) { $0 += $1.count } == trace.answered.count)
        #expect(trace.groups.contains { $0.count > 1 }, "no group held more than one report")
    }

    @Test("The trace of a database that does not sync shows answers before a sync")
    func noSync() throws {
        #expect(!(try Self.trace(synchronous: "normal").unsynced.isEmpty))
    }

    /// What a trace tells of 120 reports of which 24 are on their way at a time: while one group waits for the disk
    /// the next one gathers.
    private static func trace(synchronous: String) throws -> SyncTrace {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-trace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("trace")
        let daemon = try DaemonProcess(
            folder: folder, arguments: ["--roles", "collector,api"],
            environment: ["GNOMON_SQLITE_SYNCHRONOUS": synchronous],
            wrapper: [
                "strace", "-D", "-f", "-qq", "-y", "-s", "8192", "-e",
                "trace=read,recvfrom,readv,pwrite64,write,writev,sendto,fdatasync,fsync", "-o", file.path,
            ])
        let token = try daemon.enrol()
        let marks = (0..<120).map { "mark-\(1000 + $0)" }
        for round in 0..<5 {
            let sockets = try marks[round * 24..<round * 24 + 24].map { mark in
                let socket = try LoopbackSocket(port: daemon.base.port ?? 0)
                try socket.send(Self.request(marked: mark, token))
                return socket
            }
            for socket in sockets { #expect(try HTTPAnswer(socket.readToEnd()).status == 202) }
        }
        daemon.kill(SIGTERM)

        let trace = SyncTrace(try String(contentsOf: file, encoding: .utf8))
        #expect(trace.answered.sorted() == marks)
        return trace
    }

    /// A plain report, so that its mark stands in clear in the database.
    private static func request(marked mark: String, _ token: String) throws -> Data {
        let maker = ReportMaker()
        var report = maker.report([maker.event(client: mark)])
        report["device"] = ["id": mark, "source": "policy"]
        let body = ReportMaker.bytes(report)
        let head =
            "POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        return Data(head.utf8) + body
    }

    @Test(
        "A full disk answers 503, keeps nothing of what it refused, and recovers when there is room",
        .enabled(if: canMount, "needs the right to mount a file system in memory"))
    func fullDisk() throws {
        let disk = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        try #require(try Self.shell("mount -t tmpfs -o size=6m none \(disk.path)") == 0)
        defer { _ = try? Self.shell("umount -l \(disk.path)") }
        let daemon = try DaemonProcess(store: "sqlite:\(disk.path)/gnomon.sqlite")
        let token = try daemon.enrol()
        func answer() throws -> HTTPAnswer {
            let maker = ReportMaker()
            return try daemon.post(
                ReportMaker.bytes(maker.report((0..<20).map { _ in maker.event(client: ReportMaker.uuid()) })),
                token: token)
        }
        var accepted = 0
        let filler = disk.appendingPathComponent("filler")
        #expect(try answer().status == 202)
        accepted += 1
        _ = try Self.shell("dd if=/dev/zero of=\(filler.path) bs=64k count=200 2>/dev/null")

        var refused: HTTPAnswer?
        for _ in 0..<50 where refused == nil {
            let answer = try answer()
            if answer.status == 202 { accepted += 1 } else { refused = answer }
        }
        #expect(refused?.status == 503)
        #expect(refused?.code == "store_unavailable")
        #expect(refused?.headers["retry-after"] != nil)

        try FileManager.default.removeItem(at: filler)
        let recovers = waitFor(seconds: 20) { (try? answer().status) == 202 }
        #expect(recovers)
        accepted += 1
        let status = try daemon.waitUntilAnalysed()
        #expect(status["stored_events"] as? Int == accepted * 20)
        #expect(status["balanced"] as? Bool == true)
    }

    /// The mode bits stop no administrator, so the files are made immutable.
    @Test(
        "A database that became read-only answers 503, keeps nothing of what it refused, still reads, and recovers",
        .enabled(if: canMakeImmutable, "needs chattr and a file system that makes files immutable"))
    func readOnly() throws {
        let daemon = try DaemonProcess(folder: Self.onDisk("gnomon-test"))
        defer { try? FileManager.default.removeItem(at: daemon.folder) }
        let token = try daemon.enrol()
        func answer() throws -> HTTPAnswer {
            let maker = ReportMaker()
            return try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: token)
        }
        let files = "\(daemon.folder.path)/gnomon.sqlite \(daemon.folder.path)/gnomon.sqlite-wal"
        #expect(try answer().status == 202)
        _ = try daemon.waitUntilAnalysed()
        try #require(try Self.shell("chattr +i \(files)") == 0)
        defer { _ = try? Self.shell("chattr -i \(files)") }

        for _ in 0..<3 {
            let refused = try answer()
            #expect(refused.status == 503)
            #expect(refused.code == "store_unavailable")
            #expect(refused.headers["retry-after"] != nil)
        }
        #expect(try daemon.json("/v1/status")["received_events"] as? Int == 1)
        #expect((try daemon.json("/v1/grants")["data"] as? [Any])?.count == 1)

        #expect(try Self.shell("chattr -i \(files)") == 0)
        #expect(try waitFor(seconds: 20) { try answer().status == 202 })
        let status = try daemon.waitUntilAnalysed()
        #expect(status["received_events"] as? Int == 2)
        #expect(status["stored_events"] as? Int == 2)
        #expect(status["balanced"] as? Bool == true)
        daemon.kill(SIGTERM)
        #expect(try LogCommandTests.verify(daemon).status == 0)
    }

    @Test("A second writer on one file is refused with a clear word")
    func secondWriter() throws {
        let daemon = try DaemonProcess()

        let second = try run([
            "serve", "--listen", "127.0.0.1:0", "--store", "sqlite:\(daemon.folder.path)/gnomon.sqlite", "--state-dir",
            daemon.folder.path,
        ])

        #expect(second.status == 6)
        #expect(second.errors.contains("another process writes to"))
    }

    // MARK: - What this machine allows

    /// Whether this process may mount a file system.
    private static let canMount = Self.succeeds { folder in
        "mount -t tmpfs -o size=64k none \(folder) && umount -l \(folder)"
    }

    /// A folder that is not in memory: there, what is immutable can be written to through a file that was open before.
    private static func onDisk(_ name: String) -> URL {
        URL(fileURLWithPath: "/var/tmp/\(name)-\(UUID().uuidString)")
    }

    /// Whether a file on disk can be made immutable.
    private static let canMakeImmutable = Self.succeeds { folder in
        "touch \(folder)/file && chattr +i \(folder)/file && chattr -i \(folder)/file"
    }

    private static func succeeds(_ command: (String) -> String) -> Bool {
        let folder = self.onDisk("gnomon-try")
        defer { try? FileManager.default.removeItem(at: folder) }
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return (try? Self.shell("(\(command(folder.path))) 2>/dev/null")) == 0
    }

    private static func shell(_ command: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
