import Foundation
import Grants

/// The names of the scopes in a stored set.
enum ScopeNames {
    static func read(_ text: String?) throws -> [String] {
        guard let text else { return [] }
        return try JSONDecoder().decode([ClassifiedScope].self, from: Data(text.utf8)).map(\.scope)
    }
}
