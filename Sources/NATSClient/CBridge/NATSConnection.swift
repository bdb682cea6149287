// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

/// A connection to one of several NATS servers, which the client library re-makes whenever it is lost.
///
/// All calls may be made on any thread at any time. Callbacks of all connections of the process share one thread: they
/// must be short and must not call anything that waits for a message (`request`, `flush`, `JetStream`).
///
/// Calls return at once while the connection is lost. Only one that runs in the very moment of the loss, and
/// `subscribe`, `unsubscribe` and `close`, may have to wait for an attempt to reconnect: up to `connectTimeout`.
///
/// The connection lives while it is referenced; a subscription's callback that captures it keeps it until `close()`.
///
/// Unchecked: the pointer is set once, libnats locks inside, and it is destroyed in `deinit`, when no call can run.
public final class NATSConnection: @unchecked Sendable {
    /// The `natsConnection *`, owned.
    let pointer: OpaquePointer

    /// What callbacks know.
    let context: ConnectionContext

    /// What the connection was made with.
    public let options: NATSOptions

    /// Connects; tries each server once, so it blocks at most `connectTimeout` for each.
    ///
    /// - Parameters:
    ///   - options: Where and how to connect.
    ///   - onEvent: Called on a thread of the library, in order, also after this object has gone: `closed` is the last.
    ///     It must be short: until it returns, other events of the process are not noticed.
    public init(
        _ options: NATSOptions, onEvent: @escaping @Sendable (NATSConnectionEvent) -> Void = { _ in }
    ) throws(NATSError) {
        try NATSLibrary.open()
        let context = ConnectionContext(onEvent)
        let number = ConnectionRegistry.add(context)
        var connected: OpaquePointer?
        do throws(NATSError) {
            let raw = try ConnectionOptions(options, number: number)
            try NATSError.check(natsConnection_Connect(&connected, raw.pointer), "connect")
        } catch {
            ConnectionRegistry.remove(number)
            throw error
        }
        guard let connected else {
            ConnectionRegistry.remove(number)
            throw NATSError(.library, operation: "connect")
        }
        self.pointer = connected
        self.context = context
        self.options = options
    }

    deinit {
        natsConnection_Close(pointer)
        context.subscriptions.destroyAll()
        natsConnection_Destroy(pointer)
    }

    /// Ends the connection and all its subscriptions.
    ///
    /// `closed` is reported later, on a thread of the library.
    ///
    /// Quick, also when the server hangs: it waits for the library's threads, of which one may be in the middle of an
    /// attempt to reconnect, so at most about `connectTimeout`. Does nothing the second time.
    public func close() {
        context.link.store(.closed, ordering: .releasing)
        natsConnection_Close(pointer)
    }

    /// Whether there is a connection to a server now, as far as known.
    public var isConnected: Bool { context.link.load(ordering: .acquiring) == .up && !context.isBroken }

    /// Whether the connection has ended for good.
    public var isClosed: Bool { context.link.load(ordering: .acquiring) == .closed }

    /// The address of the server, empty while disconnected.
    public var connectedServer: String {
        guard isConnected else { return "" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            guard let start = buffer.baseAddress,
                natsConnection_GetConnectedUrl(pointer, start, buffer.count) == NATS_OK
            else { return "" }
            return String(cString: start)
        }
    }

    /// The largest payload the server takes, in bytes.
    ///
    /// Headers count too.
    public var maxPayload: Int { Int(clamping: natsConnection_GetMaxPayload(pointer)) }

    /// Waits until the server has answered everything sent before.
    ///
    /// - Parameter timeout: How long to wait, rounded up to milliseconds.
    public func flush(timeout: Duration) throws(NATSError) {
        try context.checkLink("flush")
        try NATSError.check(natsConnection_FlushTimeout(pointer, timeout.milliseconds), "flush")
    }

    /// A subject of its own for answers, `<inboxPrefix>.…`, unique in the world.
    public func makeInbox() -> String {
        var inbox: UnsafeMutablePointer<CChar>?
        guard natsInbox_Create(&inbox) == NATS_OK, let inbox else {
            preconditionFailure("an inbox needs 30 bytes of memory")
        }
        defer { natsInbox_Destroy(inbox) }
        // The library's own begins with `_INBOX.`, whatever the prefix.
        return options.inboxPrefix + String(cString: inbox).dropFirst("_INBOX".count)
    }
}
