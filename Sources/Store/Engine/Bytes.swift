import Foundation

extension [UInt8] {
    /// The same bytes as a blob argument.
    var asData: Data { Data(self) }
}
