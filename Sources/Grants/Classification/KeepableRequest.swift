/// What a request showed, in a form that can be kept, so that a later catalogue can judge it again.
package protocol KeepableRequest: Sendable {
    /// Text that whoever wrote it can read again; nothing that the door would not let in.
    var kept: String { get }
}
