import Foundation
import Testing

@Suite("What a 202 promises")
struct DurabilityTests {
    @Test("A sync of the write-ahead log lies between its last write and the first 202")
    func syncBeforeAnswer() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-trace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let trace = folder.appendingPathComponent("trace")
        let daemon = try DaemonProcess(
            folder: folder, arguments: ["--roles", "collector,api"],
            wrapper: [
                "strace", "-D", "-f", "-qq", "-y", "-s", "16", "-e",
                "trace=pwrite64,write,writev,sendto,fdatasync,fsync", "-o",
                trace.path,
            ])
        let token = try daemon.enrol()
        for _ in 0..<20 {
            let maker = ReportMaker()
            #expect(try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: token).status == 202)
        }
        daemon.kill(SIGTERM)

        // strace writes a call when it returns: an unfinished one counts when it is resumed.
        var isUnsynced = false
        var answers = 0
        for line in try String(contentsOf: trace, encoding: .utf8).split(separator: "\n") {
            let isOfWAL = line.contains("-wal>")
            if line.contains("pwrite64("), isOfWAL { isUnsynced = true }
            if line.contains("fdatasync(") || line.contains("fsync("), isOfWAL, !line.contains("unfinished") {
                isUnsynced = false
            }
            if line.contains("fdatasync resumed") || line.contains("fsync resumed") { isUnsynced = false }
            if line.contains("HTTP/1.1 202") {
                answers += 1
                #expect(!isUnsynced, "a 202 left before the log was synced")
            }
        }
        #expect(answers == 20)
    }

    @Test("A full disk answers 503, keeps nothing of what it refused, and recovers when there is room")
    func fullDisk() throws {
        guard geteuid() == 0 else { return }
        let disk = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        guard try shell("mount -t tmpfs -o size=6m none \(disk.path)") == 0 else { return }
        defer { _ = try? shell("umount -l \(disk.path)") }
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
        _ = try shell("dd if=/dev/zero of=\(filler.path) bs=64k count=200 2>/dev/null")

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

    /// The mode bits stop no administrator, so the files are made immutable; a file system that cannot do that has
    /// nothing to show here.
    @Test("A database that became read-only answers 503, keeps nothing of what it refused, still reads, and recovers")
    func readOnly() throws {
        guard geteuid() == 0 else { return }
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        func answer() throws -> HTTPAnswer {
            let maker = ReportMaker()
            return try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: token)
        }
        let files = "\(daemon.folder.path)/gnomon.sqlite \(daemon.folder.path)/gnomon.sqlite-wal"
        #expect(try answer().status == 202)
        _ = try daemon.waitUntilAnalysed()
        guard try shell("chattr +i \(files)") == 0 else { return }
        defer { _ = try? shell("chattr -i \(files)") }

        for _ in 0..<3 {
            let refused = try answer()
            #expect(refused.status == 503)
            #expect(refused.code == "store_unavailable")
            #expect(refused.headers["retry-after"] != nil)
        }
        #expect(try daemon.json("/v1/status")["received_events"] as? Int == 1)
        #expect((try daemon.json("/v1/grants")["data"] as? [Any])?.count == 1)

        #expect(try shell("chattr -i \(files)") == 0)
        #expect(try waitFor(seconds: 20) { try answer().status == 202 })
        let status = try daemon.waitUntilAnalysed()
        #expect(status["received_events"] as? Int == 2)
        #expect(status["stored_events"] as? Int == 2)
        #expect(status["balanced"] as? Bool == true)
        daemon.kill(SIGTERM)
        #expect(try LogCommandTests.verify(daemon.folder).status == 0)
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

    private func shell(_ command: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
