// SPDX-License-Identifier: Apache-2.0

/// What a contact of each channel takes of an agent's capacity, and which contacts it interrupts.
public struct ChannelCosts: Hashable, Sendable, WireCodable {
    /// What an agent has.
    public static let capacity = 100

    /// By the channel's number.
    private var costs: SIMD8<UInt8>
    /// By the channel's number, those that it interrupts, a bit each.
    private var interrupted = SIMD8<UInt8>(repeating: 0)

    /// What holds where nothing else is said: who speaks does nothing else, who writes may.
    public init() {
        costs = SIMD8(repeating: 0)
        for channel in Channel.allCases {
            costs[Int(channel.rawValue)] =
                switch channel {
                case .voice, .callback, .counter: 100
                case .chat, .social: 25
                case .mail, .webForm, .letter: 10
                }
        }
    }

    /// What a contact of a channel takes, 1–100.
    public subscript(channel: Channel) -> Int {
        get { Int(costs[Int(channel.rawValue)]) }
        set { costs[Int(channel.rawValue)] = UInt8(clamping: max(1, min(Self.capacity, newValue))) }
    }

    /// Whether contacts of a channel take nothing beside one of another, since they can wait for its end.
    public func isInterrupted(_ channel: Channel, by other: Channel) -> Bool {
        interrupted[Int(other.rawValue)] & 1 << channel.rawValue != 0
    }

    /// Lets contacts of a channel interrupt those of another.
    public mutating func interrupt(_ channel: Channel, by other: Channel) {
        interrupted[Int(other.rawValue)] |= 1 << channel.rawValue
    }

    /// What contacts take together, whatever interrupts what. Complexity: O(contacts).
    public func load(of channels: some Sequence<Channel>) -> Int { channels.reduce(0) { $0 + self[$1] } }

    /// Whether one more contact fits: in the capacity, in the limit of its channel, and in what anybody has at most.
    /// Complexity: O(contacts + limits).
    ///
    /// - Parameters:
    ///   - channel: the contact's.
    ///   - others: the channels of those that the agent has, each as often as there are contacts of it.
    ///   - limits: what the agent takes.
    public func fits(_ channel: Channel, beside others: some Collection<Channel>, _ limits: [ChannelLimit]) -> Bool {
        guard let limit = limits.first(where: { $0.channel == channel })?.contacts, limit > 0 else { return false }
        guard !others.isEmpty else { return true }
        return others.count < Limits.contactsAtOnce && others.count { $0 == channel } < Int(limit)
            && load(of: others, beside: channel) + self[channel] <= Self.capacity
    }

    /// What contacts take beside a new one: nothing where it interrupts them. Whether another does makes no difference:
    /// when that has ended, what is left must fit.
    private func load(of others: some Collection<Channel>, beside channel: Channel) -> Int {
        let waiting = interrupted[Int(channel.rawValue)]
        guard waiting != 0 else { return load(of: others) }
        return load(of: others.filter { waiting & 1 << $0.rawValue == 0 })
    }

    /// Whether any contact fits that the agent takes. Complexity: O(limits × (contacts + limits)).
    public func leaveRoom(beside others: some Collection<Channel>, _ limits: [ChannelLimit]) -> Bool {
        limits.contains { fits($0.channel, beside: others, limits) }
    }

    /// Writes the costs in the channels' order, then what each interrupts.
    public func write(to writer: inout WireWriter) {
        let all = Channel.allCases.map { Int($0.rawValue) }
        writer.list(all.map { costs[$0] } + all.map { interrupted[$0] }) { $0.byte($1) }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init()
        let told = try reader.list { (reader) throws(WireError) in try reader.byte() }
        let count = Channel.allCases.count
        guard told.count == 2 * count else { throw .invalid("costs of channels") }
        for (channel, cost) in zip(Channel.allCases, told) {
            guard (1...UInt8(Self.capacity)).contains(cost) else { throw .invalid("cost of a channel") }
            self[channel] = Int(cost)
            interrupted[Int(channel.rawValue)] = told[count + Int(channel.rawValue)]
        }
    }
}
