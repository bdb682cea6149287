// SPDX-License-Identifier: Apache-2.0
internal import CNats

/// The client library as a whole: opened once a process, before the first connection.
enum NATSLibrary {
    /// One delivery thread for all connections: order within a subscription is kept whatever the number, and one
    /// thread is all it takes, because callbacks only hand messages on.
    private static let opened: natsStatus = {
        let status = nats_Open(-1)
        return status == NATS_OK ? nats_SetMessageDeliveryPoolSize(1) : status
    }()

    /// Opens the library at the first call.
    static func open() throws(NATSError) { try NATSError.check(opened, "open") }
}
