// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Channels, a bit each.
public struct ChannelSet: Hashable, BitwiseCopyable, Sendable {
    private var bits: UInt8 = 0

    init() {}

    /// The channels of which an agent takes at least one contact.
    init(_ limits: [ChannelLimit]) {
        for limit in limits where limit.contacts > 0 { insert(limit.channel) }
    }

    /// Whether there are none.
    public var isEmpty: Bool { bits == 0 }

    /// Whether a channel is among them.
    public func contains(_ channel: Channel) -> Bool { bits & 1 << channel.rawValue != 0 }

    mutating func insert(_ channel: Channel) { bits |= 1 << channel.rawValue }

    /// The channels that are in both.
    func intersection(_ other: ChannelSet) -> ChannelSet {
        var both = self
        both.bits &= other.bits
        return both
    }

    /// Takes the lowest channel out and returns its number; nil when there is none.
    mutating func popFirst() -> Int? {
        guard bits != 0 else { return nil }
        defer { bits &= bits &- 1 }
        return bits.trailingZeroBitCount
    }
}
