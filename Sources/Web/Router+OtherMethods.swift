import APIModel
import HTTPTypes
package import Hummingbird

extension Router where Context == WebContext {
    /// Answers 405 with `Allow` (RFC 9110 §15.5.6) where a known path lacks the method asked for; the router by
    /// itself would answer as if there were no such path.
    ///
    /// To be called once, after the last route, on a router that makes `HEAD` from `GET`.
    package func refuseOtherMethods() {
        let known = Dictionary(grouping: self.routes, by: \.path.description)
        for (_, routes) in known {
            var methods = Set(routes.map(\.method))
            // The router answers HEAD by GET.
            if methods.contains(.get) { methods.insert(.head) }
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods.subtracting(methods) {
                self.on(routes[0].path, method: method) { _, _ -> Response in
                    throw ProblemResponse(.methodNotAllowed, headers: [.allow: allowed])
                }
            }
        }
    }

    private static var methods: Set<HTTPRequest.Method> { [.get, .head, .post, .put, .patch, .delete, .options] }
}
