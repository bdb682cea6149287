// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Glibc

/// A `natsOptions *` made of `NATSOptions`.
final class ConnectionOptions {
    /// The library's options, owned.
    let pointer: OpaquePointer

    deinit { natsOptions_Destroy(pointer) }

    /// Translates the options.
    ///
    /// - Parameters:
    ///   - options: What the caller wants.
    ///   - number: What the callbacks are told, from `ConnectionRegistry`.
    init(_ options: NATSOptions, number: UInt) throws(NATSError) {
        var created: OpaquePointer?
        try NATSError.check(natsOptions_Create(&created), "options")
        guard let created else { throw NATSError(.library, operation: "options") }
        pointer = created
        try Self.setServers(options, pointer)
        try Self.setTimes(options, pointer)
        try Self.setCredentials(options.credentials, pointer)
        if let tls = options.tls { try Self.setTLS(tls, pointer) }
        try Self.setCallbacks(pointer, UnsafeMutableRawPointer(bitPattern: number))
    }

    private static func setServers(_ options: NATSOptions, _ pointer: OpaquePointer) throws(NATSError) {
        guard !options.servers.isEmpty, options.servers.count <= 1_000 else {
            throw NATSError(.badArgument, operation: "options", message: "1 to 1000 servers are needed")
        }
        let servers = options.servers.map { strdup($0) }
        defer { for server in servers { free(server) } }
        var list = servers.map { UnsafePointer<CChar>($0) }
        try NATSError.check(natsOptions_SetServers(pointer, &list, Int32(list.count)), "options.servers")
        try NATSError.check(natsOptions_SetNoRandomize(pointer, !options.randomizeServers), "options.randomize")
        try NATSError.check(
            natsOptions_SetIgnoreDiscoveredServers(pointer, !options.discoversServers), "options.discover")
        try NATSError.check(natsOptions_SetName(pointer, options.name), "options.name")
        try NATSError.check(natsOptions_SetCustomInboxPrefix(pointer, options.inboxPrefix), "options.inboxPrefix")
        try NATSError.check(natsOptions_SetNoEcho(pointer, options.noEcho), "options.noEcho")
    }

    private static func setTimes(_ options: NATSOptions, _ pointer: OpaquePointer) throws(NATSError) {
        let pings = Int32(clamping: max(1, options.maxPingsOut))
        let pending = Int32(clamping: max(1, options.pendingMessagesLimit))
        try NATSError.check(natsOptions_SetTimeout(pointer, options.connectTimeout.milliseconds), "options.timeout")
        try NATSError.check(natsOptions_SetPingInterval(pointer, options.pingInterval.milliseconds), "options.ping")
        try NATSError.check(natsOptions_SetMaxPingsOut(pointer, pings), "options.pings")
        try NATSError.check(natsOptions_SetWriteDeadline(pointer, options.writeDeadline.milliseconds), "options.write")
        try NATSError.check(natsOptions_SetAllowReconnect(pointer, true), "options.reconnect")
        try NATSError.check(natsOptions_SetMaxReconnect(pointer, -1), "options.reconnect")
        try NATSError.check(natsOptions_SetReconnectWait(pointer, options.reconnectWait.milliseconds), "options.wait")
        try NATSError.check(natsOptions_SetReconnectJitter(pointer, 100, 100), "options.jitter")
        // The header of 3.4.1 says that 0 stands for 8 MiB. It does not: measured, a publish while disconnected fails
        // with INSUFFICIENT_BUFFER and nothing is sent later, whereas 1 lets the first message through. A test guards
        // it.
        try NATSError.check(natsOptions_SetReconnectBufSize(pointer, 0), "options.buffer")
        try NATSError.check(natsOptions_SetFailRequestsOnDisconnect(pointer, true), "options.requests")
        // Without it a small message waits for the flusher thread: 1 ms a request instead of 0.16 (measured).
        try NATSError.check(natsOptions_SetSendAsap(pointer, true), "options.sendAsap")
        try NATSError.check(natsOptions_UseGlobalMessageDelivery(pointer, true), "options.delivery")
        try NATSError.check(natsOptions_SetMaxPendingMsgs(pointer, pending), "options.pending")
    }

    private static func setCredentials(
        _ credentials: NATSOptions.Credentials, _ pointer: OpaquePointer
    ) throws(NATSError) {
        switch credentials {
        case .none: break
        case .user(let name, let password):
            try NATSError.check(natsOptions_SetUserInfo(pointer, name, password), "options.user")
        case .nkey(let seedFile):
            let key = try NATSNKey(seedFile: seedFile).publicKey
            try NATSError.check(natsOptions_SetNKeyFromSeed(pointer, key, seedFile), "options.nkey")
        case .creds(let file):
            try NATSError.check(natsOptions_SetUserCredentialsFromFiles(pointer, file, nil), "options.creds")
        }
    }

    private static func setTLS(_ tls: NATSOptions.TLS, _ pointer: OpaquePointer) throws(NATSError) {
        try NATSError.check(natsOptions_SetSecure(pointer, true), "options.tls")
        try NATSError.check(natsOptions_LoadCATrustedCertificates(pointer, tls.caFile), "options.tls.ca")
        guard tls.certificateFile != nil || tls.keyFile != nil else { return }
        guard let certificate = tls.certificateFile, let key = tls.keyFile else {
            throw NATSError(.badArgument, operation: "options.tls", message: "certificate and key go together")
        }
        try NATSError.check(natsOptions_LoadCertificatesChain(pointer, certificate, key), "options.tls.certificate")
    }

    private static func setCallbacks(
        _ pointer: OpaquePointer, _ closure: UnsafeMutableRawPointer?
    ) throws(NATSError) {
        // Without an error handler the library writes to standard error.
        try NATSError.check(natsOptions_SetErrorHandler(pointer, natsDidFail, closure), "options.error")
        try NATSError.check(natsOptions_SetClosedCB(pointer, natsDidClose, closure), "options.closed")
        try NATSError.check(natsOptions_SetDisconnectedCB(pointer, natsDidDisconnect, closure), "options.lost")
        try NATSError.check(natsOptions_SetReconnectedCB(pointer, natsDidReconnect, closure), "options.found")
        try NATSError.check(natsOptions_SetLameDuckModeCB(pointer, natsDidEnterLameDuck, closure), "options.lameDuck")
    }
}
