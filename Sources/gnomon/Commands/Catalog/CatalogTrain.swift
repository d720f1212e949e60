import ArgumentParser
import Catalog
import Foundation

struct CatalogTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train the classifier of apps that are in no catalogue. Works offline.",
        discussion: """
            Reads apps.csv and providers.json and writes app-classifier.csv, the weights, and app-classifier.json, \
            the model card with what was measured on makers that the model had not seen. Equal rows give equal \
            bytes on every machine.
            """)

    @Option(help: "The folder with apps.csv and providers.json.")
    var data = "Sources/ShippedData/data"
    @Option(help: "The folder to write to, the same when not given.")
    var out: String?
    @Flag(help: "Write nothing; exit 1 when a file would differ by a byte.")
    var check = false

    func run() throws {
        let trained = AppClassifierTraining(try Self.examples(in: self.data)).run()
        let folder = URL(fileURLWithPath: self.out ?? self.data, isDirectory: true)
        let files = [("app-classifier.csv", trained.weightsFile), ("app-classifier.json", trained.modelCard)]
        for (name, bytes) in files {
            let file = folder.appendingPathComponent(name)
            if self.check {
                guard (try? Data(contentsOf: file)) == Data(bytes) else {
                    throw CommandFailure(
                        .failed,
                        "classifier_stale: \(file.path) is not what its rows give; "
                            + "run gnomon catalog train and build anew"
                    )
                }
            } else {
                do {
                    try Data(bytes).write(to: file)
                } catch {
                    throw CommandFailure(.failed, "cannot write \(file.path)")
                }
                Output.note("wrote \(file.path), \(bytes.count) bytes")
            }
        }
    }

    private static func examples(in folder: String) throws -> [TrainingExample] {
        let folder = URL(fileURLWithPath: folder, isDirectory: true)
        let apps = try InputTable.read(folder.appendingPathComponent("apps.csv").path)
        let providers: Data
        do {
            providers = try Data(contentsOf: folder.appendingPathComponent("providers.json"))
        } catch {
            throw CommandFailure(.failed, "cannot read \(folder.path)/providers.json")
        }
        do {
            return TrainingExample.all(
                apps: try KnownApp.decode(apps), providers: try Provider.decode(Array(providers)))
        } catch KnownApp.Failure.badValue(let row, let column) {
            throw CommandFailure(.failed, "apps.csv: csv_value_unknown: row \(row) has no valid \(column)")
        }
    }
}
