/// Why a URL was not read as an authorization request. Raw values are wire names: never rename, only add.
package enum UnreadableURL: String, Error, CaseIterable, Codable, Sendable {
    /// Nothing but white space.
    case empty = "url_empty"
    /// More than `AuthorizationRequestReader.maximumBytes` bytes.
    case tooLong = "url_too_long"
    /// No scheme, or no `//` after it.
    case notAbsolute = "url_not_absolute"
    /// A scheme other than http and https.
    case schemeUnsupported = "url_scheme_unsupported"
    /// The host is missing.
    case noHost = "url_no_host"
    /// The host holds white space or a control character, or an unclosed bracket.
    case hostInvalid = "url_host_invalid"
    /// The port is not a number up to 65535.
    case portInvalid = "url_port_invalid"
    /// More than `AuthorizationRequestReader.maximumParameters` query parameters.
    case tooManyParameters = "url_too_many_parameters"
    /// Well formed, but neither at a known authorization endpoint nor with a parameter of OAuth.
    case noRequest = "url_no_request"
}
