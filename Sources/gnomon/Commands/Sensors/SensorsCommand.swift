import APIModel
import ArgumentParser
import Grants
import Store

struct SensorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensors", abstract: "The browser plugins that report.", subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List sensors, the one that reported last first.", discussion: ListOffer.sensors.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "enrolled, reporting, silent or retired; comma-separated.")
        var state: String?

        func run() async throws {
            let now = WallClock.system.now()
            let table = Table<SensorBody>(columns: [
                .init(title: "INSTALL", value: { $0.installID }), .init(title: "STATE", value: { $0.state }),
                .init(title: "VERSION", value: { $0.pluginVersion ?? "" }),
                .init(title: "BROWSER", value: { $0.browser ?? "" }, mayShrink: true),
                .init(title: "OS", value: { $0.os ?? "" }),
                .init(title: "CREDENTIALS", value: { String($0.credentials) }, isNumber: true),
                .init(title: "DROPPED", value: { String($0.dropped) }, isNumber: true),
                .init(
                    title: "FIRST REPORT", value: { $0.firstReportAt ?? "" },
                    shown: { $0.firstReportAt.map { RelativeTime.of($0, now: now) } ?? "never" }),
                .init(
                    title: "LAST REPORT", value: { $0.lastReportAt ?? "" },
                    shown: { $0.lastReportAt.map { RelativeTime.of($0, now: now) } ?? "never" }),
            ])
            try await ListPrinter(path: "/v1/sensors", table: table).run(
                self.list, [("state", self.state)], by: self.connection)
        }
    }
}
