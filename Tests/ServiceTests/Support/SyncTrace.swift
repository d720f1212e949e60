import Foundation

/// What a trace of system calls tells of reports on their way: which one came on which connection, which sync of the
/// write-ahead log covered it, and when its 202 left.
///
/// Every report carries a mark that stands in clear both in the request and in the log, `mark-` and four digits. The
/// trace is strace's with `-f -y`, so calls that overlap are two lines, `unfinished` and `resumed`.
struct SyncTrace {
    /// Marks in the order of the syncs that covered them first: the groups that were committed together.
    private(set) var groups: [Set<String>] = []
    /// Marks whose 202 left.
    private(set) var answered: [String] = []
    /// Marks whose 202 left before a sync that began after they were written had ended.
    private(set) var unsynced: [String] = []

    private var connections: [Substring: String] = [:]
    /// What a process has begun, up to where another one's call came between.
    private var begun: [Substring: Substring] = [:]
    /// Written, and not yet in a sync that has begun.
    private var written: Set<String> = []
    /// In a sync that has begun and not ended, by process.
    private var syncing: [Substring: Set<String>] = [:]
    private var synced: Set<String> = []

    init(_ text: String) {
        for line in text.split(separator: "\n") { self.read(line) }
    }

    private mutating func read(_ line: Substring) {
        let process = line.prefix { $0.isNumber }
        let call = line.dropFirst(process.count).drop { $0 == " " }
        if call.hasSuffix("<unfinished ...>") {
            self.begun[process] = call
            self.begin(call, process)
        } else if call.hasPrefix("<... "), let start = self.begun.removeValue(forKey: process) {
            self.end(start, process, result: call)
        } else {
            self.begin(call, process)
            self.end(call, process, result: call)
        }
    }

    private static func file(of call: Substring) -> Substring {
        call.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }
    }

    /// What is written counts as soon as the call begins, a sync covers what was written by then.
    private mutating func begin(_ call: Substring, _ process: Substring) {
        let file = Self.file(of: call)
        if call.hasPrefix("fdatasync(") || call.hasPrefix("fsync(") {
            guard file.hasSuffix("-wal") else { return }
            self.syncing[process] = self.written
            self.written = []
        } else if call.hasPrefix("pwrite64("), file.hasSuffix("-wal") {
            self.written.formUnion(Self.marks(in: call).subtracting(self.synced))
        } else if call.contains("HTTP/1.1 202"), let mark = self.connections[file] {
            self.answered.append(mark)
            if !self.synced.contains(mark) { self.unsynced.append(mark) }
        }
    }

    private mutating func end(_ call: Substring, _ process: Substring, result: Substring) {
        if call.hasPrefix("fdatasync(") || call.hasPrefix("fsync(") {
            self.endSync(of: process)
        } else if call.hasPrefix("re"), let mark = Self.marks(in: result).first {
            self.connections[Self.file(of: call)] = mark
        }
    }

    private mutating func endSync(of process: Substring) {
        guard let marks = self.syncing.removeValue(forKey: process), !marks.isEmpty else { return }
        self.synced.formUnion(marks)
        self.groups.append(marks)
    }

    private static func marks(in call: Substring) -> Set<String> {
        Set(call.matches(of: /mark-[0-9]{4}/).map { String($0.output) })
    }
}
