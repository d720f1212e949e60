import Foundation
package import Grants
import Reports

/// The reports of `samples/reports`, as the door admits them.
package enum SampleReports {
    package static func all() throws -> [GrantReport] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.path)
            .filter { $0.hasSuffix(".json") }.sorted().map(self.named)
    }

    package static func named(_ name: String) throws -> GrantReport {
        let file = name.hasSuffix(".json") ? name : "\(name).json"
        let text = try Array(Data(contentsOf: self.folder.appendingPathComponent(file)))
        let decoder = try ReportDecoder(rules: World.rules)
        return try text.withUnsafeBufferPointer {
            try decoder.decode($0, isGzip: false, receivedAt: World.start).report.report
        }
    }

    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("samples/reports")
}
