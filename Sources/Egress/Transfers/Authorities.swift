import CCurl
import Foundation

/// Whose certificates connections trust.
struct Authorities: Sendable, Equatable {
    /// A folder of certificates under the hashes of their names (openssl-rehash(1)), of which libcrypto reads those it
    /// needs. Reading the system's file of all took 56 ms of a slow processor for each connection, this takes 4 ms
    /// (debug build, libcurl 7.88, OpenSSL 3.0, Debian 12's 140 certificates).
    var folder: String?
    /// Certificates (PEM) beside the folder's.
    var certificates: [UInt8]?

    /// Bytes of a file of certificates; the system's has some 250 KiB.
    private static let bound = 4 * 1024 * 1024

    /// The system's authorities, as they were at the first use, and those of a file, which is read now.
    ///
    /// - Parameter path: a file of certificates (PEM); `nil` when the system's alone count.
    /// - Throws: `authoritiesUnreadable`.
    static func system(extra path: String?) throws(EgressError) -> Authorities {
        let extra = try path.map { (path) throws(EgressError) in try Self.certificates(in: path) }
        let system = try Self.ofSystem.get()
        guard let extra else { return system }
        return Authorities(folder: system.folder, certificates: (system.certificates ?? []) + extra)
    }

    /// Looked for once, as clients come and go.
    private static let ofSystem = Result { () throws(EgressError) -> Authorities in
        CurlLibrary.prepare()
        let library = try EasyHandle()
        if let folder = library.text(CURLINFO_CAPATH), Self.isHashed(folder) { return Authorities(folder: folder) }
        guard let file = library.text(CURLINFO_CAINFO) else {
            throw EgressError(.authoritiesUnreadable, "libcurl knows no authorities of the system")
        }
        return Authorities(certificates: try Self.certificates(in: file) + [0x0A])
    }

    /// Whether a folder has certificates under their hashes: `0a1b2c3d.0`.
    static func isHashed(_ folder: String) -> Bool {
        // A folder that can not be read is of no more use than one without.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.contains { name in
            let parts = name.split(separator: ".")
            return parts.count == 2 && parts[0].count == 8 && parts[0].allSatisfy(\.isHexDigit) && parts[1] == "0"
        }
    }

    private static func certificates(in path: String) throws(EgressError) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Self.unreadable(path, "can not be opened") }
        let data: Data
        do {
            data = try file.read(upToCount: Self.bound + 1) ?? Data()
        } catch {
            throw Self.unreadable(path, "can not be read")
        }
        guard data.count <= Self.bound else { throw Self.unreadable(path, "is larger than \(Self.bound) bytes") }
        guard String(decoding: data, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw Self.unreadable(path, "has no certificate (PEM)")
        }
        return Array(data)
    }

    private static func unreadable(_ path: String, _ reason: String) -> EgressError {
        EgressError(.authoritiesUnreadable, "the file of authorities, \(path), \(reason)")
    }
}
