// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Which of several servers' copies of one message of the log is the right one.
///
/// nats-server 2.9.10, having led and been cut off, may keep for ever a message in whose place the others have another.
/// That message is genuine, and chained to the one before: only the next one, or the other servers, can show it.
public struct CopyChoice: Sendable {
    /// The message.
    public let sequence: UInt64
    private let digestWanted: Digest?
    private let servers: Int
    private let authenticator: any BatchAuthenticator
    private var copies: [(server: String, bytes: [UInt8], digest: Digest)] = []
    private var lacking: Set<String> = []

    /// A choice that has heard of no copy yet.
    ///
    /// - Parameters:
    ///   - sequence: the message.
    ///   - digestWanted: what the next message is chained to; nil when there is none.
    ///   - servers: how many servers the log is kept by.
    ///   - authenticator: the pool's.
    public init(
        of sequence: UInt64, digestWanted: Digest?, servers: Int, authenticator: any BatchAuthenticator
    ) {
        self.sequence = sequence
        self.digestWanted = digestWanted
        self.servers = max(1, servers)
        self.authenticator = authenticator
    }

    /// Takes a server's copy; a second one of the same server replaces the first. Complexity: O(bytes).
    public mutating func take(_ bytes: [UInt8], from server: String) {
        copies.removeAll { $0.server == server }
        copies.append((server, bytes, authenticator.digest(of: bytes)))
    }

    /// A server has no such message. Complexity: O(1).
    public mutating func isMissing(at server: String) { lacking.insert(server) }

    /// Whether every server has answered, and those that have the message have the same.
    public var isUnopposed: Bool {
        let holders = Set(copies.map(\.server))
        return !copies.isEmpty && !differ && holders.union(lacking).count >= servers
    }

    /// Whether further copies would change nothing, or there are none.
    public var isSettled: Bool {
        if copies.count >= servers || fitting != nil { return true }
        // Without a next message any difference leaves it open: also a majority has been seen to be wrong.
        return digestWanted == nil && (common != nil || differ || isUnopposed)
    }

    /// The copy to go by: the one the next message is chained to, else the one that most of the servers have and no
    /// other server contradicts. Nil when there is neither.
    public var bytes: [UInt8]? { fitting ?? common }

    /// Servers whose copy is another than the one to go by, in the order in which they were heard.
    public var wrong: [String] {
        guard let bytes else { return [] }
        return copies.filter { $0.bytes != bytes }.map(\.server)
    }

    private var fitting: [UInt8]? { copies.first { $0.digest == digestWanted }?.bytes }
    private var common: [UInt8]? { copies.count * 2 > servers && !differ ? copies.first?.bytes : nil }
    private var differ: Bool { copies.contains { $0.digest != copies[0].digest } }
}
