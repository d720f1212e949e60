import APIModel
import ArgumentParser
import Foundation
import Grants
import Reports
import Store

struct ReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: "Grant reports.", subcommands: [Send.self])

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send report files through the door, as a sensor would.",
            discussion: """
                Each file is sent gzip-compressed, with sent_at set to the present: it is the time of sending, and \
                the collector corrects event times by it. --verbatim sends the bytes untouched. With --json each file gives one line (JSON Lines), in order: the \
                answer with the file's name, or the error.
                """)

        @Option(help: "The service's address. (GNOMON_SERVER, default http://127.0.0.1:8787)")
        var server: String?
        @Option(help: "File with an enrolment token. (GNOMON_ENROLMENT_TOKEN holds a token itself)")
        var tokenFile: String?
        @Flag(help: "Leave sent_at as it stands.")
        var verbatim = false
        @Flag(help: "Print one line of JSON for each file.")
        var json = false
        @Argument(help: "JSON files.")
        var files: [String]

        private struct Answer: Codable {
            var accepted: Int
            var duplicate: Int
            var rejected: [Rejected]

            struct Rejected: Codable {
                var eventID: String?
                var reason: String

                private enum CodingKeys: String, CodingKey {
                    case reason
                    case eventID = "event_id"
                }
            }
        }

        /// One line of `--json`.
        private struct Line: Encodable {
            var file: String
            var answer: Answer?
            var error: String?

            private enum CodingKeys: String, CodingKey {
                case file, error
            }

            func encode(to encoder: any Encoder) throws {
                try self.answer?.encode(to: encoder)
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(self.file, forKey: .file)
                try container.encodeIfPresent(self.error, forKey: .error)
            }
        }

        func run() async throws {
            let client = try self.client()
            var totals = (accepted: 0, duplicate: 0, rejected: 0)
            var failures: [CommandFailure] = []
            for (index, file) in self.files.enumerated() {
                ProgressBar().show(index, of: self.files.count, "sending")
                do {
                    let answer = try await self.send(file, by: client)
                    totals.accepted += answer.accepted
                    totals.duplicate += answer.duplicate
                    totals.rejected += answer.rejected.count
                    if self.json { try Output.jsonLine(Line(file: file, answer: answer)) }
                    for event in answer.rejected {
                        Output.note("\(file): event \(event.eventID ?? "without id") rejected: \(event.reason)")
                    }
                } catch let failure as CommandFailure {
                    if self.json { try Output.jsonLine(Line(file: file, error: failure.message)) }
                    Output.note("\(file): \(failure.message)")
                    failures.append(failure)
                }
            }
            ProgressBar().show(self.files.count, of: self.files.count, "done")
            Output.note(
                "\(self.files.count - failures.count) of \(self.files.count) reports sent: \(totals.accepted) events accepted, \(totals.duplicate) duplicate, \(totals.rejected) rejected."
            )
            if let first = failures.first { throw CommandFailure(first.exit, "\(failures.count) reports were refused") }
        }

        private func client() throws -> APIClient {
            let address = self.server ?? Environment.value("GNOMON_SERVER") ?? "http://127.0.0.1:8787"
            guard let base = URL(string: address), base.host != nil else {
                throw CommandFailure(.failed, "--server must be a URL such as http://127.0.0.1:8787")
            }
            if let file = self.tokenFile { return APIClient(base: base, token: try ConnectionOptions.read(file)) }
            guard let token = Environment.value("GNOMON_ENROLMENT_TOKEN") else {
                throw CommandFailure(
                    .notSignedIn,
                    "no enrolment token: use --token-file or GNOMON_ENROLMENT_TOKEN; gnomon enrolment create makes one")
            }
            return APIClient(base: base, token: token)
        }

        private func send(_ file: String, by client: APIClient) async throws -> Answer {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw CommandFailure(.failed, "cannot read the file")
            }
            let text = self.verbatim ? Array(data) : SentAt.refreshed(Array(data), now: WallClock.system.now())
            guard let body = GzipDeflater.deflate(text) else { throw CommandFailure(.failed, "no memory") }
            var tries = 0
            while true {
                let answer = try await client.call(
                    "POST", "/v1/reports", body: Data(body), headers: ["Content-Encoding": "gzip"])
                if answer.status == 202 { return try APICoding.decode(Answer.self, from: answer.body) }
                tries += 1
                guard answer.status == 429 || answer.status == 503, tries < 5 else {
                    throw APIClient.failure(of: answer)
                }
                try await Task.sleep(for: .seconds(min(answer.retryAfter ?? 1, 30)))
            }
        }
    }
}

/// The time of sending inside a report's text.
enum SentAt {
    /// The text with the value of its first `"sent_at"` replaced; unchanged when there is none.
    static func refreshed(_ text: [UInt8], now: Timestamp) -> [UInt8] {
        let string = String(decoding: text, as: UTF8.self)
        guard let key = string.firstRange(of: "\"sent_at\""),
            let opening = string[key.upperBound...].firstIndex(of: "\""),
            let closing = string[string.index(after: opening)...].firstIndex(of: "\"")
        else { return text }
        return Array((string[...opening] + now.description + string[closing...]).utf8)
    }
}
