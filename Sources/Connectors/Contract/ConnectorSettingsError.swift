/// Settings that make no connector. The text names the setting and never its value.
package struct ConnectorSettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting's name.
    package var setting: String
    /// What is wrong, for people.
    package var problem: String

    package init(setting: String, problem: String) {
        self.setting = setting
        self.problem = problem
    }

    package var description: String { "\(self.setting): \(self.problem)" }
}
