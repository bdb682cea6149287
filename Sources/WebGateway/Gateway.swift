// SPDX-License-Identifier: Apache-2.0
public import BrokerContract
import Dispatch
import Hummingbird
import HummingbirdCore
public import Logging
public import NATSClient

/// Serves browsers on this machine: the agent's desk as a page, and the requests it needs.
///
/// A client of its site by the contract, in the process of a node; what it does, any web server could do over NATS.
/// Whatever befalls it, the node goes on: callers matter more than the page.
public final class Gateway: Sendable {
    private let site: SiteClient
    private let desks: Desks
    private let running: Task<Void, Never>
    private let ended = DispatchSemaphore(value: 0)

    /// Begins to serve, in the background. A port that is taken is said in the log, and tried again each 5 s.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - site: the site it is a client of.
    ///   - subjects: the pool's.
    ///   - connection: to NATS, and the gateway's own from here on.
    ///   - logger: for what an operator wants to know.
    public init(
        _ address: WebAddress, site: String, subjects: Subjects, connection: NATSConnection, logger: Logger
    ) {
        let client = SiteClient(connection, subjects: subjects, site: site)
        let desks = Desks(client, logger: logger)
        // What the library calls an error, a browser that goes away, is none of an operator's.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: Routes(site: client, desks: desks).router,
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(WebLimits.connections)),
            onServerRunning: { _ in logger.notice("desks are served", metadata: ["web.url": "http://\(address)"]) },
            logger: quiet)
        // The library is async and the node is threads: this one task is where they meet.
        running = Task { [ended] in
            defer { ended.signal() }
            while !Task.isCancelled {
                var why = "the port was closed"
                do { try await application.run() } catch { why = "\(error)" }
                guard !Task.isCancelled else { return }
                logger.error(
                    "no desks are served: the port cannot be had; tried again each 5 s, or name another with --http",
                    metadata: ["web.url": "http://\(address)", "error": "\(why)"])
                try? await Task.sleep(for: WebLimits.listenAgain)
            }
        }
        self.site = client
        self.desks = desks
    }

    /// Ends all streams and the port. Agents whose desks were open here have the time of silence to come back.
    public func stop() {
        desks.end()
        running.cancel()
        _ = ended.wait(timeout: .now() + 2)
        site.close()
    }
}
