// SPDX-License-Identifier: Apache-2.0

/// Where the gateway listens. On this machine only: it asks nobody who they are, and acts for the whole site.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// `127.0.0.1` or `::1`.
    public let host: String
    /// 1 to 65535.
    public let port: Int

    /// Reads `HOST:PORT`; the host is `127.0.0.1`, `localhost` or `[::1]`.
    ///
    /// - Throws: what is wrong, for the person who typed it.
    public init(_ text: String) throws(WebAddressError) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { throw WebAddressError(description: "\(text) is not HOST:PORT, such as 127.0.0.1:8080") }
        switch text[..<colon] {
        case "127.0.0.1", "localhost": host = "127.0.0.1"
        case "[::1]": host = "::1"
        default:
            throw WebAddressError(
                description: "\(text) is beyond this machine: the web gateway asks nobody who they are, so it listens "
                    + "on 127.0.0.1 or [::1] only")
        }
        self.port = port
    }

    /// As in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
