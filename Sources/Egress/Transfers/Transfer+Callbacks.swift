import CCurl
import Foundation

extension Transfer {
    /// - Precondition: the transfer outlives its easy handle's last step: the loop holds it until then.
    func installCallbacks() throws(EgressError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try self.easy.set(CURLOPT_OPENSOCKETDATA, pointer: context)
        try self.easy.set(CURLOPT_PREREQDATA, pointer: context)
        try self.easy.set(CURLOPT_WRITEDATA, pointer: context)
        try self.easy.set(CURLOPT_HEADERDATA, pointer: context)
        try self.easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let transfer = Transfer.at(context)
            return transfer.answer.addBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        try self.easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let transfer = Transfer.at(context)
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.answer.addHeader(line) ? line.count : 0
        }
        try self.easy.setSocketOpener { context, _, address in
            guard let address, Transfer.at(context).mayConnect(to: IPAddress(address)) else { return CURL_SOCKET_BAD }
            let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, kind, address.pointee.protocol)
        }
        try self.easy.setBeforeRequest { context, address, _, _, _ in
            guard let address, Transfer.at(context).maySend(to: String(cString: address)) else {
                return CURL_PREREQFUNC_ABORT
            }
            return CURL_PREREQFUNC_OK
        }
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl gives back the pointer it was given") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}

extension IPAddress {
    /// - Returns: `nil` when the address is of another family than IP.
    fileprivate init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        let offset: Int?
        switch address.pointee.family {
        case AF_INET: offset = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
        case AF_INET6: offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
        default: offset = nil
        }
        guard let offset else { return nil }
        let count = address.pointee.family == AF_INET ? 4 : 16
        // The field is declared as a plain sockaddr and has room for any (curl_sockaddr in curl.h).
        let start = UnsafeRawPointer(address) + (MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0) + offset
        self.init(bytes: Array(UnsafeRawBufferPointer(start: start, count: count)))
    }
}
