import CCurl
import Foundation

/// The certificates of authorities that connections trust.
enum AuthorityBundle {
    /// Bytes of a file of additional authorities; the system's has some 250 KiB.
    private static let bound = 4 * 1024 * 1024

    /// The system's authorities and those of a file, as PEM.
    ///
    /// - Parameter path: a file of certificates (PEM); `nil` when the system's alone count.
    /// - Returns: `nil` for the system's alone, which libcurl reads by itself.
    /// - Throws: `authoritiesUnreadable`.
    static func read(extra path: String?) throws(EgressError) -> [UInt8]? {
        guard let path else { return nil }
        let extra = try Self.bytes(of: path)
        guard String(decoding: extra, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw Self.unreadable(path, "has no certificate (PEM)")
        }
        guard let system = try Self.systemPath() else { return extra }
        return try Self.bytes(of: system) + [0x0A] + extra
    }

    /// The file that libcurl reads by itself; `nil` when it was built to look elsewhere.
    static func systemPath() throws(EgressError) -> String? {
        CurlLibrary.prepare()
        return try EasyHandle().text(CURLINFO_CAINFO)
    }

    private static func bytes(of path: String) throws(EgressError) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Self.unreadable(path, "can not be opened") }
        let data: Data
        do {
            data = try file.read(upToCount: Self.bound + 1) ?? Data()
        } catch {
            throw Self.unreadable(path, "can not be read")
        }
        guard data.count <= Self.bound else { throw Self.unreadable(path, "is larger than \(Self.bound) bytes") }
        return Array(data)
    }

    private static func unreadable(_ path: String, _ reason: String) -> EgressError {
        EgressError(.authoritiesUnreadable, "the file of authorities, \(path), \(reason)")
    }
}
