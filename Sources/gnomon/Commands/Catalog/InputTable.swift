import Catalog
import Foundation

/// A table that a command reads from a file or from standard input.
enum InputTable {
    /// Bytes; a larger table is refused before it is read.
    static let limit = 256 << 20

    /// - Parameter file: a path, or `-` for standard input.
    static func read(_ file: String) throws -> CSV {
        do {
            return try CSV(self.bytes(file))
        } catch let failure as CSV.Failure {
            throw CommandFailure(.failed, "\(file): \(Self.words(failure))")
        }
    }

    /// What to say of a table that cannot be used.
    static func words(_ failure: CSV.Failure) -> String {
        switch failure {
        case .missingHeader: "csv_header_missing: the first line must name the columns"
        case .missingColumn(let name): "csv_column_missing: add a column named \(name)"
        case .unterminatedQuote(let line): "csv_quote_open: the quote that begins in line \(line) does not end"
        case .unevenRow(let line): "csv_row_uneven: line \(line) has another number of fields than the header"
        }
    }

    private static func bytes(_ file: String) throws -> Data {
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else if let opened = FileHandle(forReadingAtPath: file) {
            handle = opened
        } else {
            throw CommandFailure(.failed, "cannot read \(file)")
        }
        var data = Data()
        while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
            data += part
            guard data.count <= self.limit else {
                throw CommandFailure(
                    .failed, "csv_too_large: \(file) is larger than \(self.limit >> 20) MiB; split it into parts")
            }
        }
        return data
    }
}
