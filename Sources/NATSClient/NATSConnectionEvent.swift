// SPDX-License-Identifier: Apache-2.0

/// What happens to a connection by itself.
///
/// Events arrive in order, on a thread of the client library.
public enum NATSConnectionEvent: Sendable, Equatable {
    /// The server is lost; the library now tries all servers until one answers.
    ///
    /// Publishing fails meanwhile.
    case disconnected

    /// A server answered and every subscription has been made again.
    ///
    /// Messages sent in between were missed.
    case reconnected

    /// The connection is over for good: by `close()`, or because a server refused it for ever (twice the same
    /// authorization error).
    ///
    /// No event follows.
    case closed

    /// A subscription reached its pending limit and lost at least one message.
    ///
    /// Empty when the subscription is gone.
    case slowConsumer(subject: String)

    /// Anything else the server or the library reports out of turn, such as a missing permission to publish.
    case asyncError(NATSError)

    /// The server is about to stop and asks its clients to leave.
    case lameDuck
}
