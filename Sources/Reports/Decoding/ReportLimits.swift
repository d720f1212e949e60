/// Sizes beyond which a report is refused whole.
package struct ReportLimits: Sendable, Equatable {
    /// Longest request body as it comes over the wire, in bytes.
    package var compressedBytes = 256 * 1024
    /// Longest JSON text, in bytes; inflating stops here.
    package var inflatedBytes = 2 * 1024 * 1024
    /// Most events in one report.
    package var events = 100
    /// Deepest nesting of JSON values; the outermost object is depth 1.
    package var depth = 16

    package init() {}
}
