// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// What an agent has beside the one offer, and what there is room for.
extension AgentCell {
    /// The conversation beside that began with an offer.
    func seat(of offer: Offer) -> Seat? { seats.first { $0.offer.id == offer.id && $0.isTalking } }

    /// Whether any conversation goes on.
    public var isTalking: Bool {
        if case .busy = phase { true } else { seats.contains(where: \.isTalking) }
    }

    /// The channels of what takes room: what is beside, and what the one offer is of.
    private var channels: [Channel] {
        let beside = seats.map(\.contact.channel)
        return if phase != .idle, let contact { beside + [contact.channel] } else { beside }
    }

    /// Whether a contact fits beside all that the agent has.
    func fits(_ channel: Channel, _ costs: ChannelCosts) -> Bool {
        seats.isEmpty && phase == .idle || isPlanted(.capacityIgnored)
            || costs.fits(channel, beside: channels, profile.channels)
    }

    /// Whether anything fits beside all that the agent has.
    func hasRoom(_ costs: ChannelCosts) -> Bool { costs.leaveRoom(beside: channels, profile.channels) }

    /// How many more contacts of each channel fit beside all that the agent has, as if no others came.
    public func room(_ costs: ChannelCosts) -> [ChannelLimit] {
        profile.channels.compactMap { limit in
            var taken = channels
            let before = taken.count
            while costs.fits(limit.channel, beside: taken, profile.channels) { taken.append(limit.channel) }
            let more = taken.count - before
            return more > 0 ? ChannelLimit(channel: limit.channel, contacts: UInt8(clamping: more)) : nil
        }
    }

    /// What the agent wanted for afterwards begins when no conversation is left.
    mutating func takeUpIntent() {
        guard let next = nextIntent, !isTalking, offer == nil else { return }
        intent = next
        reason = nextReason
        by = nextBy
        nextIntent = nil
        nextReason = nil
        nextBy = nil
    }

    /// The conversation with a contact: by which offer, and the contact's version. Of two, the one that is newer.
    public func conversation(with contact: ContactNumber) -> (offer: Offer, contactVersion: UInt64)? {
        if case .busy(let offer) = phase, offer.contact == contact { return (offer, contactVersion) }
        return seats.last { $0.isTalking && $0.offer.contact == contact }.map { ($0.offer, $0.contactVersion) }
    }

    /// Contacts in conversation, oldest first.
    public var connected: [ContactRecord] {
        let beside = seats.filter(\.isTalking).map(\.contact)
        return if case .busy = phase, let contact { beside + [contact] } else { beside }
    }

    /// Offers by which the agent is in conversation.
    public var talkOffers: [Offer] {
        let beside = seats.filter(\.isTalking).map(\.offer)
        return if case .busy(let offer) = phase { beside + [offer] } else { beside }
    }

    /// Offers that the agent is engaged in.
    public var offers: [Offer] { seats.filter(\.isTalking).map(\.offer) + (offer.map { [$0] } ?? []) }
}
