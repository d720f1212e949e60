import Foundation

/// The process's environment.
enum Environment {
    /// A variable's value; `nil` when unset or empty.
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
