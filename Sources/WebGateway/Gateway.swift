// SPDX-License-Identifier: Apache-2.0
public import BrokerContract
import Dispatch
import Hummingbird
import HummingbirdCore
public import Logging
public import NATSClient
import NIOCore
import Synchronization

/// Serves browsers on this machine: the agent's desk as a page, and the requests it needs.
///
/// A client of its site by the contract, in the process of a node; what it does, any web server could do over NATS.
public final class Gateway: Sendable {
    /// Where it is, such as `http://127.0.0.1:8080`.
    public let url: String

    private let site: SiteClient
    private let desks: Desks
    private let running: Task<Void, Never>

    /// Begins to serve.
    ///
    /// Blocks until the port is open.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - site: the site it is a client of.
    ///   - subjects: the pool's.
    ///   - nats: how to connect; the connection is its own.
    ///   - logger: for what an operator wants to know.
    /// - Throws: when the port is taken, or NATS does not let it in.
    public init(
        _ address: WebAddress, site: String, subjects: Subjects, nats: NATSOptions, logger: Logger
    ) throws(WebError) {
        let client: SiteClient
        do throws(NATSError) {
            client = try SiteClient(nats, subjects: subjects, site: site, logger: logger)
        } catch {
            throw .nats("the web gateway cannot connect to NATS: \(error)")
        }
        let desks = Desks(client, logger: logger)
        let opened = Opened()
        // What the library calls an error, a browser that goes away, is none of an operator's.
        var quiet = logger
        quiet.logLevel = .critical
        let application = Application(
            router: Routes(site: client, desks: desks).router,
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(WebLimits.connections)),
            onServerRunning: { channel in opened.tell(.success(channel.localAddress?.port ?? address.port)) },
            logger: quiet)
        running = Task.detached {
            do {
                try await application.run()
                opened.tell(.failure(.port("the web gateway has ended")))
            } catch {
                opened.tell(
                    .failure(.port("the web gateway cannot listen on \(address): \(error); name another port")))
            }
        }
        switch opened.wait() {
        case .success(let port):
            let host = address.host.contains(":") ? "[\(address.host)]" : address.host
            url = "http://\(host):\(port)"
        case .failure(let error):
            client.close()
            throw error
        }
        self.site = client
        self.desks = desks
    }

    /// Ends all streams and the port. Agents whose desks were open here have the time of silence to come back.
    public func stop() {
        desks.end()
        running.cancel()
        let done = DispatchSemaphore(value: 0)
        Task.detached { [running] in
            await running.value
            done.signal()
        }
        _ = done.wait(timeout: .now() + 2)
        site.close()
    }
}

/// What came of opening the port, told once, waited for once.
private final class Opened: Sendable {
    private let outcome = Mutex<Result<Int, WebError>?>(nil)
    private let told = DispatchSemaphore(value: 0)

    func tell(_ result: Result<Int, WebError>) {
        let isFirst = outcome.withLock { outcome in
            defer { outcome = outcome ?? result }
            return outcome == nil
        }
        if isFirst { told.signal() }
    }

    func wait() -> Result<Int, WebError> {
        told.wait()
        return outcome.withLock { $0 } ?? .failure(.port("nothing was told"))
    }
}
