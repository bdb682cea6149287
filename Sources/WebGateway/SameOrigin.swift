// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import HTTPTypes
import Hummingbird

/// Lets in what comes from this gateway's own pages, or from no page at all. A browser on this machine also shows
/// pages of strangers: they must not speak for an agent, whether by a name that they let point here or across origins.
struct SameOrigin: RouterMiddleware {
    func handle(
        _ request: Request, context: DeskContext,
        next: (Request, DeskContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, Self.isThisMachine(authority) else {
            return .refused(.forbidden("the gateway is asked by 127.0.0.1, localhost or [::1] only"))
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)" {
            return .refused(.forbidden("a page of another origin may not ask here"))
        }
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" {
            return .refused(.forbidden("a page of another origin may not ask here"))
        }
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return .refused(.notFound("nothing is at \(request.method) \(request.uri.path)"))
        }
    }

    /// Whether a host and port name this machine itself.
    static func isThisMachine(_ authority: String) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { host in
            guard authority.hasPrefix(host) else { return false }
            let rest = authority.dropFirst(host.count)
            return rest.isEmpty || rest.first == ":" && UInt16(rest.dropFirst()) != nil
        }
    }
}

extension HTTPField.Name {
    /// Where a request comes from, as browsers tell.
    static let secFetchSite = known("Sec-Fetch-Site")
    /// What a page may load.
    static let contentSecurityPolicy = known("Content-Security-Policy")
    /// Whether a browser may guess a type.
    static let xContentTypeOptions = known("X-Content-Type-Options")

    private static func known(_ name: String) -> Self {
        guard let name = Self(name) else { preconditionFailure("\(name) is no header's name") }
        return name
    }
}
