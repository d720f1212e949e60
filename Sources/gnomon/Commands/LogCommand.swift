import APIModel
import Analyzer
import ArgumentParser
import Foundation
import Governance
import Store

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The system log: who changed what, hash-chained.",
        subcommands: [List.self, Verify.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List entries, the newest first.", discussion: ListOffer.log.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "Entry types, such as finding.open; comma-separated.")
        var type: String?

        func run() async throws {
            let table = Table<LogEntryBody>(columns: [
                .init(title: "SEQ", value: { String($0.sequence) }, isNumber: true),
                .init(title: "AT", value: { $0.at }),
                .init(title: "TYPE", value: { $0.type }),
                .init(title: "ACTOR", value: { $0.actor }),
                .init(title: "TARGETS", value: { $0.targets.joined(separator: " ") }, mayShrink: true),
                .init(title: "OUTCOME", value: { $0.outcome }),
                .init(title: "REASON", value: { $0.reason ?? "" }, mayShrink: true),
            ])
            try await ListPrinter(path: "/v1/log", table: table).run(
                self.list, [("type", self.type)], by: self.connection)
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the log of a database file, also beside a running server.",
            discussion: """
                Finds an edited, inserted, removed or reordered entry. With the checkpoints that the service signs \
                each minute it also finds a cut tail and a chain that was written anew. A checkpoint line that a crash \
                cut off is named and left out. Exit 0: sound; 1: not.
                """)

        @OptionGroup var place: StoreOptions
        @Option(help: "Folder with the signing key. (GNOMON_STATE_DIR, default var)")
        var stateDir: String?
        @Option(help: "Checkpoint file; default: log-checkpoints.jsonl in the state directory.")
        var checkpoint: String?
        @Flag(help: "Print JSON; what is wrong stands in faults.")
        var json = false

        private struct Verdict: Encodable {
            var sound: Bool
            var entries: Int64
            var checkpoints: Int
            var faults: [String]
            /// Lines of the checkpoint file that a crash cut off.
            var tornLines: [Int]

            private enum CodingKeys: String, CodingKey {
                case sound, entries, checkpoints, faults
                case tornLines = "torn_lines"
            }
        }

        func run() throws {
            let verdict = try self.verdict()
            if self.json { try Output.json(verdict) } else { Self.print(verdict) }
            guard verdict.sound else {
                throw CommandFailure(.failed, "the log is not sound: \(verdict.faults.count) faults")
            }
        }

        private static func print(_ verdict: Verdict) {
            for line in verdict.tornLines {
                Output.line("checkpoint line \(line): cut off while it was written; it is left out")
            }
            for fault in verdict.faults { Output.line(fault) }
            guard verdict.sound else { return }
            Output.line("The log is sound: \(verdict.entries) entries, \(verdict.checkpoints) signed checkpoints.")
            if verdict.checkpoints == 0 {
                Output.line("Without a checkpoint a cut tail or a chain written anew cannot be seen.")
            }
        }

        private func verdict() throws -> Verdict {
            let location = try self.place.location()
            let folder = URL(
                fileURLWithPath: self.stateDir ?? Environment.value("GNOMON_STATE_DIR") ?? "var", isDirectory: true)
            let file =
                self.checkpoint.map { URL(fileURLWithPath: $0) }
                ?? folder.appendingPathComponent(CheckpointLedger.fileName)
            var checkpoints: [LogCheckpoint] = []
            var torn: [Int] = []
            var faults: [LogVerifier.Fault] = []
            let hasCheckpoints = self.checkpoint != nil || FileManager.default.fileExists(atPath: file.path)
            if hasCheckpoints {
                do {
                    let read = try CheckpointLedger.read(file, stateDirectory: folder)
                    checkpoints = read.checkpoints
                    torn = read.torn
                    faults = read.forged.map { .forgedCheckpoint(line: $0) }
                } catch {
                    throw CommandFailure(
                        .failed, "cannot read the checkpoints \(file.path) with the key in \(folder.path)")
                }
            }
            let (found, count): ([LogVerifier.Fault], Int64)
            do {
                (found, count) = try Store.verifyLog(at: location, checkpoints: checkpoints)
            } catch let error as StoreError {
                throw CommandFailure(.failed, error.detail)
            }
            faults = found + faults
            return Verdict(
                sound: faults.isEmpty, entries: count, checkpoints: checkpoints.count, faults: faults.map(\.text),
                tornLines: torn)
        }
    }
}
