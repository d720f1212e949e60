import Foundation
import NIOCore

extension ServeSettings {
    /// What kept the service from listening, in words; `nil` when something else went wrong.
    func listenFailure(_ error: any Error) -> CommandFailure? {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        let place = "\(host):\(self.port)"
        if error is SocketAddressError {
            return CommandFailure(.failed, "\(self.host) is no address and no name of one; name another --listen")
        }
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            return CommandFailure(.failed, "\(place) is in use by another program; name another --listen")
        case EACCES:
            return CommandFailure(.failed, "this account may not listen on \(place); name another --listen")
        case EADDRNOTAVAIL:
            return CommandFailure(.failed, "\(place) is no address of this machine; name another --listen")
        default: return nil
        }
    }
}
