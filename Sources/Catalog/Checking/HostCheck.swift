/// Whether a host may stand in a row of the catalogue.
package enum HostCheck {
    /// What is wrong with a host, if anything.
    ///
    /// - Parameter host: without scheme, port and path.
    package static func fault(of host: String) -> (code: CatalogFault.Code, detail: String)? {
        guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
            return (.confusableHost, "the host has letters outside ASCII and may only look like another one")
        }
        guard HostName(host)?.text == host, host.utf8.count <= 253,
            host.utf8.allSatisfy({ self.isHostByte($0) })
        else { return (.badValue, "\(self.shown(host)) is no host in small letters, without port and path") }
        let labels = host.split(separator: ".")
        if labels.contains(where: { $0.hasPrefix("xn--") }) {
            return (.punycodeHost, "\(host) is an encoded name that shows as letters outside ASCII")
        }
        if self.isLocal(host) { return (.tooBroad, "\(host) is every machine's own; any client can choose it") }
        if labels.count < 2 || self.shared.contains(host) {
            return (.tooBroad, "\(host) is shared by many products; name the product's own host")
        }
        return nil
    }

    /// Whether a host names the machine itself, a neighbour, or an address and not a name.
    private static func isLocal(_ host: String) -> Bool {
        let last = host.split(separator: ".").last ?? ""
        return ["localhost", "local", "internal", "lan", "home", "test", "invalid"].contains(last)
            || last.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }

    private static func shown(_ host: String) -> String {
        host.utf8.count <= 80 && host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) ? host : "the value"
    }

    /// Whether a host is a product's own and its customers' as well: fine for the product's row, too much for a
    /// correction of one app.
    static func isHosting(_ host: String) -> Bool { self.hosting.contains(host) }

    private static let hosting: Set<String> = [
        "auth0.com", "hf.space", "lovable.app", "okta.com", "replit.app", "supabase.co",
    ]

    /// Names below which strangers get names of their own: the usual second levels of countries, and hosting. An own
    /// list, written from the vendors' documentation; it need not be whole, it catches slips.
    private static let shared: Set<String> = [
        "co.uk", "org.uk", "ac.uk", "gov.uk", "com.au", "net.au", "org.au", "co.nz", "co.jp", "ne.jp", "or.jp",
        "com.br", "com.cn", "com.tr", "com.mx", "co.in", "co.kr", "co.za", "com.sg", "com.hk", "com.tw",
        "github.io", "gitlab.io", "vercel.app", "netlify.app", "pages.dev", "workers.dev", "web.app", "firebaseapp.com",
        "appspot.com", "run.app", "cloudfunctions.net", "herokuapp.com", "azurewebsites.net", "azurestaticapps.net",
        "cloudapp.net", "amazonaws.com", "cloudfront.net", "amplifyapp.com", "onrender.com", "fly.dev", "railway.app",
        "repl.co", "glitch.me", "ngrok.io", "ngrok.app", "ngrok-free.app", "trycloudflare.com",
        "bubbleapps.io", "streamlit.app",
    ]
}
