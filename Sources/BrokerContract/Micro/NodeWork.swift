// SPDX-License-Identifier: Apache-2.0

/// What a node has done since it started, beside its requests: an extension of `$SRV.STATS`.
public struct NodeWork: Codable, Hashable, Sendable {
    /// Messages received from NATS.
    public var messagesIn: Int
    /// Messages given to NATS, appends not included.
    public var messagesOut: Int
    /// Appends to the log, repeats included.
    public var appends: Int
    /// Transactions of the home's store: one fsync each.
    public var storeCommits: Int

    /// Puts a document together.
    public init(messagesIn: Int, messagesOut: Int, appends: Int, storeCommits: Int) {
        self.messagesIn = messagesIn
        self.messagesOut = messagesOut
        self.appends = appends
        self.storeCommits = storeCommits
    }
}
